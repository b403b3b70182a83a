/** Whether what lies on this device may be opened: a decision without input or output. */

/** The form of what is kept. Another form is not read but wiped. */
export const SCHEMA = 1;

/** Days that what is kept may be opened after the server last spoke to this session; 0 keeps nothing. */
export const KEEP_DAYS = [0, 1, 7, 30] as const;
export type KeepDays = (typeof KEEP_DAYS)[number];
export const KEEP_AT_FIRST: KeepDays = 7;

const DAY = 86_400_000;

/** What stands beside the sealed records, readable: whose they are, and until when. */
export interface Claim {
  schema: number;
  person: string;
  /** The session that filled it; null until the server has named it. */
  session: string | null;
  /** When the server last spoke to the session, by this device's clock. */
  confirmed_at: number;
}

/** Who asks: a person who is signed in, or whoever starts the product without a line. */
export interface Asked {
  person: string | null;
  now: number;
  days: KeepDays;
}

/** `open` it, there is `nothing`, or it has to be wiped before anything else. */
export type Verdict = "open" | "nothing" | "wipe";

export function verdict(claim: Claim | null, asked: Asked): Verdict {
  if (claim === null) return "nothing";
  if (asked.days === 0 || claim.schema !== SCHEMA) return "wipe";
  if (asked.person !== null && asked.person !== claim.person) return "wipe";
  const age = asked.now - claim.confirmed_at;
  // A clock that went back a day or more is not one to measure an age by.
  return age > asked.days * DAY || age < -DAY ? "wipe" : "open";
}

/** Another session than the one that filled it: what is there belonged to a session that has ended. */
export function ofAnotherSession(claim: Claim, session: string): boolean {
  return claim.session !== null && claim.session !== session;
}
