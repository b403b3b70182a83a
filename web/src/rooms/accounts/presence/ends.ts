/** When what one says of oneself ends: what people choose, and what it comes to in the time of the device. */

import type { Choice } from "@/kit/EndField";

export type End = "half" | "hour" | "evening" | "tomorrow";

const MINUTE = 60_000;

function on(day: Date, days: number, hour: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour);
}

/** The choices there are now, each with its moment; `open` has none, `date` is asked for. 18:00 is past in the evening. */
export function endsNow(now: Date): Choice<End>[] {
  const evening = on(now, 0, 18);
  return [
    { end: "open", at: null },
    { end: "half", at: new Date(now.getTime() + 30 * MINUTE) },
    { end: "hour", at: new Date(now.getTime() + 60 * MINUTE) },
    ...(evening > now ? [{ end: "evening" as const, at: evening }] : []),
    { end: "tomorrow", at: on(now, 1, 9) },
    { end: "date", at: null },
  ];
}
