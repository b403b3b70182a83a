import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RosterImport } from "../../calls";
import css from "./Columns.module.css";

/** Which column is read as what; columns nobody asked for are named too. */
export function Columns({ columns }: { columns: RosterImport["columns"] }) {
  const { t } = useTranslation("organisations");
  return (
    <ul className={css.columns} aria-label={t("roster.columns")}>
      {columns.map((column) => (
        <li key={column.heading} className={column.field ? css.read : css.ignored}>
          {column.heading}
          <ArrowRight size={12} aria-hidden className={css.arrow} />
          {column.field ? t(`roster.fields.${column.field}`) : t("roster.columnIgnored")}
        </li>
      ))}
    </ul>
  );
}
