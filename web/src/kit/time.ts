/** Times as people say them: 14:05, 昨天, 周三, 1月12日; the full time belongs on hover. */

const DAY = 86_400_000;

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** Whole calendar days from `at` to `now`, in the time of the device; DST days count as days. */
export function daysAgo(at: Date, now: Date): number {
  return Math.round((midnight(now) - midnight(at)) / DAY);
}

export interface DayWords {
  today: string;
  yesterday: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, options);
    formats.set(key, found);
  }
  return found;
}

export function clock(at: Date, language: string, seconds = false): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (seconds) options.second = "2-digit";
  return format(language, options).format(at);
}

function date(at: Date, now: Date, language: string): string {
  const options: Intl.DateTimeFormatOptions = { month: language === "en" ? "short" : "long", day: "numeric" };
  if (at.getFullYear() !== now.getFullYear()) options.year = "numeric";
  return format(language, options).format(at);
}

/** The day alone: 今天, 昨天, 周三 within the week, else the date. */
export function day(at: Date, now: Date, language: string, words: DayWords): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  if (ago > 1 && ago < 7) return format(language, { weekday: "short" }).format(at);
  return date(at, now, language);
}

/** For lists: the clock today, the day before that. */
export function brief(at: Date, now: Date, language: string, words: DayWords): string {
  return daysAgo(at, now) === 0 ? clock(at, language) : day(at, now, language, words);
}

/** For sentences: 今天 14:05, 周三 09:30, 1月12日 18:00; in English "today 14:05", as within one. */
export function said(at: Date, now: Date, language: string, words: DayWords): string {
  const within = { today: words.today.toLowerCase(), yesterday: words.yesterday.toLowerCase() };
  return `${day(at, now, language, within)} ${clock(at, language)}`;
}

/** What lies ahead: 18:00 today, else the day and the clock: 周五 09:00, 1月12日 09:00. */
export function ahead(at: Date, now: Date, language: string): string {
  const days = -daysAgo(at, now);
  if (days <= 0) return clock(at, language);
  const on = days < 7 ? format(language, { weekday: "short" }).format(at) : date(at, now, language);
  return `${on} ${clock(at, language)}`;
}

/** For what is to come: 14:05 today, 明天 08:00, then as a sentence has it. */
export function soon(at: Date, now: Date, language: string, words: DayWords & { tomorrow: string }): string {
  const ago = daysAgo(at, now);
  if (ago === 0) return clock(at, language);
  return ago === -1 ? `${words.tomorrow} ${clock(at, language)}` : said(at, now, language, words);
}

/** In full, with seconds and the day of the week. */
export function full(at: Date, language: string): string {
  return format(language, {
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
}
