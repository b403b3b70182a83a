export const PERIODS = ["1", "7", "30", "365"] as const;
export type Period = (typeof PERIODS)[number];

export interface AuditSearch {
  kind?: string;
  /** The member who did it, and the one it was about. */
  by?: string;
  about?: string;
  /** The last so many days. */
  days?: Period;
}

export function auditSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: AuditSearch = {};
  for (const name of ["kind", "by", "about"] as const) {
    if (typeof raw[name] === "string") search[name] = raw[name];
  }
  const days = PERIODS.find((one) => one === String(raw.days));
  if (days) search.days = days;
  return { ...search };
}

const DAY = 86_400_000;

/** From when on: the start of a day, so that the list is not asked for anew each moment. */
export function sinceOf(days: Period | undefined, now = new Date()): string | undefined {
  if (!days) return undefined;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  return new Date(today.getTime() - (Number(days) - 1) * DAY).toISOString();
}
