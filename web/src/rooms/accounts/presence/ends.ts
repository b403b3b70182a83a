/** When what one says of oneself ends: what people choose, and what it comes to in the time of the device. */

export type End = "open" | "half" | "hour" | "evening" | "tomorrow" | "date";

const MINUTE = 60_000;

function on(day: Date, days: number, hour: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour);
}

/** The choices there are now, each with its moment; `open` has none, `date` is asked for. 18:00 is past in the evening. */
export function endsNow(now: Date): { end: End; at: Date | null }[] {
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

/** A moment as an `<input type="datetime-local">` has it, to the minute, in the time of the device. */
export function asInput(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
