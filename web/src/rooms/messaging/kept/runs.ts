/**
 * The last facts of a conversation as a device keeps them: a run without holes that ends with the newest it has heard
 * of. Changed by the same reducer as what is on the screen. Pure.
 */
import type { Fact } from "../calls";
import type { ChatEvent } from "../model/events";
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
  if (event.t === "page") return afterPage(run, event.facts, event.start, me);
  if (run !== null) return reduced(run, event, event.conversation_id, me);
  if (event.t === "receipts") return null;
  const { t: _, ...fact } = event;
  return { facts: [fact], start: false, end: true, held: [] };
}

function reduced(run: Timeline, event: ChatEvent, id: string, me: string): Timeline {
  return reduce({ ...emptyChat(me), timelines: { [id]: run } }, event).timelines[id] ?? run;
}

/** Facts read anew replace those known; newer ones follow as if they had just been heard; a run of elsewhere is dropped. */
function afterPage(run: Timeline | null, page: Fact[], start: boolean, me: string): Timeline | null {
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return run !== null && start ? { ...run, start } : run;
  const from = run?.facts[0]?.seq;
  const to = run?.facts.at(-1)?.seq;
  if (run === null || from === undefined || to === undefined || first.seq > to + 1) {
    return { facts: page, start, end: true, held: [] };
  }
  if (last.seq < from - 1) return run;
  const anew = new Map(page.map((fact) => [fact.seq, fact]));
  const older = page.filter((fact) => fact.seq < from);
  let now: Timeline = { ...run, facts: [...older, ...run.facts.map((fact) => anew.get(fact.seq) ?? fact)] };
  if (first.seq <= from) now.start = start;
  for (const fact of page) {
    if (fact.seq > to) now = reduced(now, { t: "message", ...fact }, fact.conversation_id, me);
  }
  return now;
}

/** The newest of a run, as many as are kept. What waits behind a gap is not among them. */
export function trimmed(run: Timeline): Timeline {
  const facts = run.facts.slice(-KEPT_FACTS);
  return { facts, start: run.start && facts.length === run.facts.length, end: true, held: [] };
}

/** The facts that are sealed together, by number. */
export function bundles(run: Timeline | null): Map<number, Fact[]> {
  const found = new Map<number, Fact[]>();
  for (const fact of run?.facts ?? []) {
    const number = Math.floor(fact.seq / TOGETHER);
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
  const { facts, start } = run;
  return { first: facts[0]?.seq ?? 0, last: facts.at(-1)?.seq ?? 0, start, count: facts.length, sizes };
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
