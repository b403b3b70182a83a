/** Days as date fields give them: `2026-03-02`, where one lives. */

/** The day of a moment, or so many days later. */
export function dayOf(moment: Date, later = 0): string {
  const day = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + later);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The midnight a day begins with, or that of so many days later. */
export function midnight(day: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later);
}
