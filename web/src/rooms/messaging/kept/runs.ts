/**
 * The last facts of a conversation as a device keeps them: a run without holes that ends with the newest it has heard
 * of. Changed by the same reducer as what is on the screen. Pure.
 */
import type { Fact } from "../calls";
import type { ChatEvent } from "../model/events";
import { joined, type Run, shownOf } from "../model/facts";
import { reduce } from "../model/reduce";
import { emptyChat, type Timeline } from "../model/state";

/** Facts kept of one conversation, and how many of them are sealed together. */
export const KEPT_FACTS = 500;
export const TOGETHER = 50;

/** What of the chat's events changes a run. */
export type RunEvent = Extract<ChatEvent, { t: "message" | "receipts" | "page" }>;

export function isRunEvent(event: ChatEvent): event is RunEvent {
  // A window somewhere in the past is not what one comes back to.
  return event.t === "message" || event.t === "receipts" || (event.t === "page" && event.where !== "window");
}

/** The run after one event; facts that came ahead of a gap wait in `held`, to be fetched. */
export function afterEvent(run: Timeline | null, event: RunEvent, me: string): Timeline | null {
  if (event.t === "page") return afterPage(run, event, me);
  if (run !== null) return reduced(run, event, event.conversation_id, me);
  if (event.t === "receipts") return null;
  const { t: _, ...fact } = event;
  return { facts: shownOf([fact]), first: fact.seq, last: fact.seq, start: false, end: true, held: [] };
}

function reduced(run: Timeline, event: ChatEvent, id: string, me: string): Timeline {
  return reduce({ ...emptyChat(me), timelines: { [id]: run } }, event).timelines[id] ?? run;
}

/** Facts read anew replace those known, where the two meet; a run of further on begins anew, one of elsewhere is dropped. */
function afterPage(run: Timeline | null, page: Run, me: string): Timeline | null {
  if (run !== null && page.last < run.first - 1) return run;
  if (run !== null && page.first <= run.last + 1) return joined(run, page, me);
  const { first, last, start } = page;
  return last < first ? run : { facts: shownOf(page.facts), first, last, start, end: true, held: [] };
}

/** The newest of a run, as many as are kept. What waits behind a gap is not among them. */
export function trimmed(run: Timeline): Timeline {
  const facts = run.facts.slice(-KEPT_FACTS);
  const whole = facts.length === run.facts.length;
  const first = whole ? run.first : (facts[0]?.seq ?? run.last);
  return { facts, first, last: run.last, start: run.start && whole, end: true, held: [] };
}

export function bundleOf(fact: Fact): number {
  return Math.floor(fact.seq / TOGETHER);
}

/** The facts that are sealed together, by number. */
export function bundles(run: Timeline | null): Map<number, Fact[]> {
  const found = new Map<number, Fact[]>();
  for (const fact of run?.facts ?? []) {
    const number = bundleOf(fact);
    const here = found.get(number);
    if (here) here.push(fact);
    else found.set(number, [fact]);
  }
  return found;
}

/** Which bundles have to be written, and which removed, to get from one run to the other. */
export function changes(was: Timeline | null, now: Timeline): { put: [number, Fact[]][]; gone: number[] } {
  const before = bundles(was);
  const after = bundles(now);
  const put = [...after].filter(([number, facts]) => !same(before.get(number), facts));
  return { put, gone: [...before.keys()].filter((number) => !after.has(number)) };
}

function same(before: Fact[] | undefined, after: Fact[]): boolean {
  return before?.length === after.length && after.every((fact, index) => fact === before[index]);
}

/** What is known of a run without opening it. */
export interface Head {
  first: number;
  last: number;
  start: boolean;
  count: number;
  /** Bytes of its bundles, sealed. */
  sizes: Record<number, number>;
}

export function headOf(run: Timeline, sizes: Record<number, number>): Head {
  const { facts, first, last, start } = run;
  return { first, last, start, count: facts.length, sizes };
}

export function bytesOf(head: Head): number {
  return Object.values(head.sizes).reduce((sum, size) => sum + size, 0);
}

/** What to read next so that the run reaches from the newest fact to as far back as is kept; null when it does. */
export type Wanted = { after: number } | { before: number } | "latest" | null;

export function wanted(head: Head | undefined, lastSeq: number): Wanted {
  if (lastSeq === 0) return null;
  if (head === undefined || lastSeq - head.last > KEPT_FACTS) return "latest";
  if (head.last < lastSeq) return { after: head.last };
  return head.start || head.count >= KEPT_FACTS ? null : { before: head.first };
}

/** Which runs to give up, the longest still first, so that the rest fits. `order` is newest first. */
export function surplus(heads: Map<string, Head>, order: string[], most: number): string[] {
  let room = most;
  const given: string[] = [];
  const known = new Set(order);
  for (const id of [...order, ...[...heads.keys()].filter((one) => !known.has(one))]) {
    const head = heads.get(id);
    if (head === undefined) continue;
    room -= bytesOf(head);
    if (room < 0) given.push(id);
  }
  return given;
}
