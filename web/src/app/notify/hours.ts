/** Quiet hours by the clock on the wall of the place they were set for. Pure. */

export interface QuietHours {
  on: boolean;
  /** Days on which they begin; 1 is Monday. */
  days: number[];
  /** "22:00" */
  start: string;
  /** An end before the start is the next morning's. */
  end: string;
  zone: string;
}

export interface Quiet {
  quiet: QuietHours;
  /** RFC 3339; nothing rings before. */
  quiet_until: string | null;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const how = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat("en-GB", { ...how, timeZone: zone });
  } catch {
    // A zone younger than this browser: the device's own is the best guess.
    clock = new Intl.DateTimeFormat("en-GB", how);
  }
  clocks.set(zone, clock);
  return clock;
}

export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Day of the week (1 to 7) and minute of the day, as the clock in `zone` shows them. */
export function wall(now: Date, zone: string): { day: number; minute: number } {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const day = WEEKDAYS.indexOf(parts.weekday ?? "") + 1;
  return { day, minute: minutesOf(`${parts.hour}:${parts.minute}`) };
}

function withinHours(quiet: QuietHours, now: Date): boolean {
  if (!quiet.on) return false;
  const { day, minute } = wall(now, quiet.zone);
  const start = minutesOf(quiet.start);
  const end = minutesOf(quiet.end);
  const begins = (one: number) => quiet.days.includes(one);
  if (start < end) return begins(day) && minute >= start && minute < end;
  const yesterday = day === 1 ? 7 : day - 1;
  return (begins(day) && minute >= start) || (begins(yesterday) && minute < end);
}

export function isQuiet({ quiet, quiet_until }: Quiet, now: Date): boolean {
  return (quiet_until !== null && now < new Date(quiet_until)) || withinHours(quiet, now);
}

const MINUTE = 60_000;
/** Two neighbouring nights and a clock set back fit in. */
const AT_MOST = 3 * 24 * 60;

/** When it will be quiet no longer, to the minute; null when it is not quiet now. */
export function quietEnds(settings: Quiet, now: Date): Date | null {
  if (!isQuiet(settings, now)) return null;
  const until = settings.quiet_until === null ? now : new Date(settings.quiet_until);
  const from = until > now ? until : new Date(Math.ceil(now.getTime() / MINUTE) * MINUTE);
  if (!withinHours(settings.quiet, from)) return from;
  const first = Math.ceil(from.getTime() / MINUTE);
  for (let step = 0; step < AT_MOST; step += 1) {
    const moment = new Date((first + step) * MINUTE);
    if (!withinHours(settings.quiet, moment)) return moment;
  }
  return null;
}

const MORNING = 8;

/** Until when "for an hour" and "until tomorrow morning" are quiet, by this device's clock. */
export function until(span: "hour" | "tomorrow", now: Date): Date {
  if (span === "hour") return new Date(now.getTime() + 60 * MINUTE);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING);
}
