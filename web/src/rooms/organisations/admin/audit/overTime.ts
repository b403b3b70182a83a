import { dayOf } from "@/kit/days";
import type { ActsCounted } from "../../calls";

/** A stretch of days, and what was done in it. */
export interface Span {
  /** Both with them, as `2026-11-27`. */
  from: string;
  to: string;
  acts: number;
  kinds: Record<string, number>;
}

/** So many bars fit beside each other on a phone. */
const MOST = 62;

/** Every day from one to another, those without acts too; weeks where there are too many days to draw. */
export function spansOf(counted: ActsCounted, from: Date, to: Date): Span[] {
  const days = new Map(counted.days.map((one) => [one.day, one.acts]));
  const first = midday(from);
  const length = Math.max(1, Math.round((midday(to).getTime() - first.getTime()) / 86_400_000) + 1);
  const width = length > MOST ? 7 : 1;
  const spans: Span[] = [];
  for (let start = 0; start < length; start += width) {
    const end = Math.min(length, start + width) - 1;
    const kinds: Record<string, number> = {};
    for (let day = start; day <= end; day += 1) {
      for (const [kind, acts] of Object.entries(days.get(dayOf(first, day)) ?? {}))
        kinds[kind] = (kinds[kind] ?? 0) + acts;
    }
    const acts = Object.values(kinds).reduce((sum, one) => sum + one, 0);
    spans.push({ from: dayOf(first, start), to: dayOf(first, end), acts, kinds });
  }
  return spans;
}

/** Noon, which no change of the clock moves into another day. */
function midday(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate(), 12);
}

/** The kinds of a stretch, the most frequent first. */
export const frequent = (span: Span): [string, number][] =>
  Object.entries(span.kinds).sort(([, one], [, other]) => other - one);
