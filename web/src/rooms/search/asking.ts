/** What one looks for; all of it stands in the address, so that a search can be linked to and gone back to. */
import { midnight } from "@/kit/days";
import { type Asked, type Kind, kinds } from "./calls";

export const spans = ["day", "week", "month", "year", "own"] as const;
export type SpanOfTime = (typeof spans)[number];

export interface Conditions {
  /** The person who wrote it, and how they are called. */
  who?: string;
  whoName?: string;
  /** The conversation it was written in. */
  where?: string;
  when?: SpanOfTime;
  /** Days, YYYY-MM-DD, both included; with `when: "own"`. */
  since?: string;
  until?: string;
  /** What mentions me. */
  me?: boolean;
}

export interface SearchPlace extends Conditions {
  q?: string;
  kind?: Kind;
  /** The conversation whose messages stand beside the results. */
  in?: string;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/** Keeps of an address what makes sense; anything else is left out, never an error. */
export function searchPlace(raw: Record<string, unknown>): Record<string, unknown> {
  const clean: SearchPlace = {};
  if (raw.q !== undefined && raw.q !== "") clean.q = String(raw.q).slice(0, 200);
  if (kinds.some((kind) => kind === raw.kind)) clean.kind = raw.kind as Kind;
  if (spans.some((span) => span === raw.when)) clean.when = raw.when as SpanOfTime;
  for (const name of ["in", "who", "whoName", "where"] as const)
    if (typeof raw[name] === "string") clean[name] = raw[name];
  for (const name of ["since", "until"] as const) if (day.test(String(raw[name]))) clean[name] = String(raw[name]);
  if (raw.me === true) clean.me = true;
  return { ...clean };
}

const days = { day: 1, week: 7, month: 30, year: 365 };

/** The conditions as they are asked; a span of days counts from the midnight before. */
export function askedOf(conditions: Conditions, now = new Date()): Partial<Asked> {
  const { who, where, when, since, until, me } = conditions;
  const asked: Partial<Asked> = {};
  if (who) asked.sender_id = who;
  if (where) asked.conversation_id = where;
  if (me) asked.mentions_me = true;
  if (when === "own") {
    if (since) asked.since = midnight(since).toISOString();
    if (until) asked.until = midnight(until, 1).toISOString();
  } else if (when) {
    asked.since = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days[when] + 1).toISOString();
  }
  return asked;
}

/** Whether anything but words is asked for, so that the words may be missing. */
export function narrowed(conditions: Conditions): boolean {
  return Object.keys(askedOf(conditions)).length > 0;
}
