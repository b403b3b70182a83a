import { dayOf, midnight } from "@/kit/days";
import type { KeptSearch } from "../../calls";

export const PERIODS = ["1", "7", "30", "365"] as const;
export type Period = (typeof PERIODS)[number];
/** Over how many days acts are drawn where no time is asked for. */
export const DRAWN: Period = "30";

export interface AuditSearch {
  kind?: string;
  /** A power that acts take. */
  power?: string;
  /** The member who did it, and the one it was about. */
  by?: string;
  about?: string;
  /** Part of a name, or of what else its row says in words. */
  q?: string;
  /** The last so many days; or from one day to another, both with them. */
  days?: Period;
  from?: string;
  to?: string;
}

const WORDS = ["kind", "power", "by", "about"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function auditSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: AuditSearch = {};
  for (const name of WORDS) {
    if (typeof raw[name] === "string") search[name] = raw[name];
  }
  // What is a number to the address may be part of a name.
  if (typeof raw.q === "string" || typeof raw.q === "number") search.q = String(raw.q);
  const days = PERIODS.find((one) => one === String(raw.days));
  if (days) search.days = days;
  for (const name of ["from", "to"] as const) {
    const day = raw[name];
    if (!days && typeof day === "string" && DAY.test(day) && !Number.isNaN(Date.parse(day))) search[name] = day;
  }
  return { ...search };
}

/** What the server is asked. */
export interface Wanted {
  kind?: string | undefined;
  power?: string | undefined;
  by?: string | undefined;
  about?: string | undefined;
  q?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

export function wantedOf(search: AuditSearch, now = new Date()): Wanted {
  const { days, from, to, ...words } = search;
  const wanted = { ...words, since: sinceOf(days, now) ?? begun(from), until: begun(to, 1) };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
}

/** From when on: the start of a day, so that the list is not asked for anew each moment. */
export function sinceOf(days: Period | undefined, now = new Date()): string | undefined {
  if (!days) return undefined;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - Number(days) + 1).toISOString();
}

function begun(day: string | undefined, later?: number): string | undefined {
  return day ? midnight(day, later).toISOString() : undefined;
}

/** A search somebody keeps, as the address has it. */
export function keptAsSearch({ wanted, days }: Pick<KeptSearch, "wanted" | "days">): Record<string, unknown> {
  const { since, until, act: _, ...words } = wanted;
  return auditSearch({
    ...words,
    ...(days && { days: String(days) }),
    ...(since && { from: dayOf(new Date(since)) }),
    ...(until && { to: dayOf(new Date(Date.parse(until) - 1)) }),
  });
}
