/** What stands in the stream, row by row, made of facts and of what is on its way. Pure. */
import { type Fact, SAID } from "../calls";
import type { Outgoing, Timeline } from "../model/state";

export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: string }
  | { kind: "text" | "recalled"; key: string; fact: Fact; own: boolean; lead: boolean }
  | { kind: "system" | "announced"; key: string; fact: Fact }
  | { kind: "outgoing"; key: string; outgoing: Outgoing; lead: boolean };

/** Messages of one person within this time stand under one name. */
const TOGETHER = 3 * 60_000;

interface Options {
  me: string;
  /** The line "new messages" stands after this seq; null for none. */
  newAfter: number | null;
}

export function rowsOf(timeline: Timeline, outgoing: Outgoing[], { me, newAfter }: Options): Row[] {
  const rows: Row[] = [];
  let day = "";
  let before: { person: string | null; at: number } | null = null;
  let marked = newAfter === null;
  const stored = new Set<string>();
  // What one said stays where one saw it while what was said before it is being read.
  const own = timeline.held.filter((fact) => fact.kind === "text" && fact.sender_id === me);
  for (const fact of [...timeline.facts, ...own]) {
    if (fact.client_id !== null && fact.sender_id === me) stored.add(fact.client_id);
    const today = dayOf(fact.at);
    if (today !== day) {
      rows.push({ kind: "day", key: `day-${today}`, at: fact.at });
      day = today;
      before = null;
    }
    if (!marked && newAfter !== null && fact.seq > newAfter && SAID.has(fact.kind) && fact.sender_id !== me) {
      rows.push({ kind: "new", key: "new" });
      marked = true;
      before = null;
    }
    if (fact.kind !== "text" || fact.recalled) {
      before = null;
      rows.push(aside(fact, me));
      continue;
    }
    const at = Date.parse(fact.at);
    const lead =
      !before ||
      before.person !== fact.sender_id ||
      at - before.at > TOGETHER ||
      fact.reply_to !== null ||
      fact.sent_at !== null;
    rows.push({ kind: "text", key: keyOf(fact, me), fact, own: fact.sender_id === me, lead });
    before = { person: fact.sender_id, at };
  }
  if (timeline.end)
    rows.push(
      ...queued(
        outgoing.filter((one) => !stored.has(one.client_id)),
        me,
        day,
        before,
      ),
    );
  return rows;
}

function aside(fact: Fact, me: string): Row {
  if (fact.kind === "text")
    return { kind: "recalled", key: keyOf(fact, me), fact, own: fact.sender_id === me, lead: false };
  return { kind: fact.kind === "announced" ? "announced" : "system", key: `s${fact.seq}`, fact };
}

function queued(outgoing: Outgoing[], me: string, day: string, before: { person: string | null; at: number } | null) {
  const rows: Row[] = [];
  let last = before;
  for (const one of outgoing) {
    if (rows.length === 0 && dayOf(one.sent_at) !== day) {
      rows.push({ kind: "day", key: `day-${dayOf(one.sent_at)}`, at: one.sent_at });
    }
    const at = Date.parse(one.sent_at);
    const lead = !last || last.person !== me || at - last.at > TOGETHER || one.reply_to !== null;
    rows.push({ kind: "outgoing", key: one.client_id, outgoing: one, lead });
    last = { person: me, at };
  }
  return rows;
}

/** One's own message keeps its place and height when it turns from on its way to stored. */
function keyOf(fact: Fact, me: string): string {
  return fact.client_id !== null && fact.sender_id === me ? fact.client_id : `m${fact.seq}`;
}

/** The calendar day on this device. */
function dayOf(at: string): string {
  const moment = new Date(at);
  return `${moment.getFullYear()}-${moment.getMonth() + 1}-${moment.getDate()}`;
}

export function indexOfSeq(rows: Row[], seq: number): number {
  return rows.findIndex((row) => "fact" in row && row.fact.seq >= seq);
}
