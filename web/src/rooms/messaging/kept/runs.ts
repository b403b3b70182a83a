/**
 * The last facts of a conversation as a device keeps them: a run without holes that ends with the newest it has heard
 * of. Changed by the same reducer as what is on the screen. Pure.
 */
import { CHANGING, type Conversation, type Fact } from "../calls";
import type { ChatEvent } from "../model/events";
import { reduce } from "../model/reduce";
import { emptyChat, ordered, type Timeline } from "../model/state";

/** Facts kept of one conversation, and how many of them are sealed together. */
export const KEPT_FACTS = 500;
export const TOGETHER = 50;

/** Conversations kept of the list, the most recently moved; of others nothing is kept. */
export const KEPT_CONVERSATIONS = 500;

/** What of the chat's events changes a run. */
export type RunEvent = Extract<ChatEvent, { t: "message" | "receipts" | "own" | "page" }>;
type PageEvent = Extract<ChatEvent, { t: "page" }>;

export function isRunEvent(event: ChatEvent): event is RunEvent {
  // A window somewhere in the past is not what one comes back to.
  return ["message", "receipts", "own"].includes(event.t) || (event.t === "page" && event.where !== "window");
}

/** The run after one event; facts that came ahead of a gap wait in `held`, to be fetched. */
export function afterEvent(run: Timeline | null, event: RunEvent, me: string): Timeline | null {
  if (event.t === "page") return afterPage(run, event, me);
  if (run !== null) return reduced(run, event, me);
  // A fact that only changes another begins nothing.
  if (event.t !== "message" || CHANGING.has(event.kind)) return null;
  const { t: _, ...fact } = event;
  return { facts: [fact], first: fact.seq, last: fact.seq, start: false, end: true, held: [] };
}

function reduced(run: Timeline | null, event: RunEvent, me: string): Timeline | null {
  const id = event.conversation_id;
  return reduce({ ...emptyChat(me), timelines: run === null ? {} : { [id]: run } }, event).timelines[id] ?? run;
}

/** Facts read anew replace those known; newer ones follow as if they had just been heard; a run of elsewhere is dropped. */
function afterPage(run: Timeline | null, page: PageEvent, me: string): Timeline | null {
  if (page.where === "after") {
    const meets = run !== null && page.last >= run.first - 1 && page.first <= run.last + 1;
    return meets ? reduced(run, page, me) : run;
  }
  if (run === null || page.first > run.last + 1) return reduced(null, { ...page, where: "latest", end: true }, me);
  // Of what lies after the run the page does not say what it changed before: that is read on its own.
  const known = page.facts.filter((fact) => fact.seq <= run.last);
  // Read before a change that was heard since: it is read again.
  const overtaken = known.some((fact) => fact.as_of < run.last);
  if (page.last < run.first - 1 || overtaken) return run;
  const anew = new Map(known.map((fact) => [fact.seq, fact]));
  const older = known.filter((fact) => fact.seq < run.first);
  const facts = [...older, ...run.facts.map((fact) => anew.get(fact.seq) ?? fact)];
  return page.first <= run.first ? { ...run, facts, first: page.first, start: page.start } : { ...run, facts };
}

/** The newest of a run, as many as are kept. What waits behind a gap is not among them. */
export function trimmed(run: Timeline): Timeline {
  const whole = run.facts.length <= KEPT_FACTS;
  const facts = whole ? run.facts : run.facts.slice(-KEPT_FACTS);
  const first = whole ? run.first : (facts[0]?.seq ?? run.first);
  return { facts, first, last: run.last, start: run.start && whole, end: true, held: [] };
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

/** What is known of a run without opening it: from where to where it reaches. */
export interface Head {
  first: number;
  last: number;
  start: boolean;
  count: number;
  /** Bytes of its bundles, sealed. */
  sizes: Record<number, number>;
}

export function headOf(run: Timeline, sizes: Record<number, number>): Head {
  const { first, last, start, facts } = run;
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

/** The conversations of which a device keeps something, in the order of the list. */
export function keptOf(conversations: Record<string, Conversation>): Conversation[] {
  return ordered(conversations).slice(0, KEPT_CONVERSATIONS);
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
