/** The headings of a roster with two rows that show how to write them; with a BOM, so that spreadsheets read it as UTF-8. */
export function template(t: (key: string) => string): Blob {
  const rows = ["heads", "first", "second"].map((row) =>
    ["name", "phone", "departments", "post", "work_no", "manager", "email", "kind"].map((field) =>
      t(`roster.sample.${row}.${field}`),
    ),
  );
  const text = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n");
  return new Blob([`\uFEFF${text}\r\n`], { type: "text/csv;charset=utf-8" });
}
