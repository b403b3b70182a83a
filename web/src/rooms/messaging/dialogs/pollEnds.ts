/** When a poll ends by itself: what people choose, and what it comes to in the time of the device. */
import type { Choice } from "@/kit/EndField";

export type End = "hour" | "today" | "tomorrow";

const HOUR = 3_600_000;

/** The last minute of a day, so many days from this one. */
function endOf(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 23, 59);
}

/** The choices there are now; today has no end ahead in its last minute. */
export function pollEnds(now: Date): Choice<End>[] {
  const today = endOf(now, 0);
  return [
    { end: "open", at: null },
    { end: "hour", at: new Date(now.getTime() + HOUR) },
    ...(today > now ? [{ end: "today" as const, at: today }] : []),
    { end: "tomorrow", at: endOf(now, 1) },
    { end: "date", at: null },
  ];
}
