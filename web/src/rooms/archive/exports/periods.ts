import { midnight } from "@/kit/days";
import type { Period } from "../calls";

export const KINDS = ["all", "month", "year", "range"] as const;

/** What was chosen: all, the last days, or the days from one to another, as date fields give them. */
export interface Choice {
  kind: (typeof KINDS)[number];
  from: string;
  to: string;
}

const DAYS = { month: 30, year: 365 } as const;

/** The period of a choice: whole days where one lives; null while it is none. */
export function periodOf({ kind, from, to }: Choice, now: Date): Period | null {
  if (kind === "all") return {};
  if (kind !== "range") {
    const begin = new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS[kind]);
    return { since: begin.toISOString() };
  }
  const since = from ? midnight(from) : undefined;
  const until = to ? midnight(to, 1) : undefined;
  if ((!since && !until) || (since && until && since >= until)) return null;
  return { since: since?.toISOString(), until: until?.toISOString() };
}
