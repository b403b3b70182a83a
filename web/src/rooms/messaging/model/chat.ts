/** The chat of this device: its state, and the acts that change it. Facts come by socket (receiving.ts), pages by HTTP. */
import { api, take } from "@/app/api";
import { asProblem, type Problem } from "@/app/problem";
import type { ServerEvent } from "@/app/socket";
import { store, useStore } from "@/app/store";
import { remember } from "@/kit/called";
import type { Conversation } from "../calls";
import type { ChatEvent } from "./events";
import { pauseAfter } from "./passing";
import { reduce } from "./reduce";
import { type ChatState, emptyChat, gaps, strangers } from "./state";
import { conversationOf, factOf } from "./wire";

export interface Transport {
  readonly ready: boolean;
  command(name: string, fields?: Record<string, unknown>): Promise<ServerEvent>;
}

export const chat = store<ChatState>(emptyChat());

let transport: Transport | null = null;
const onOnline: (() => void)[] = [];

export function setTransport(given: Transport): void {
  transport = given;
}

export function line(): Transport | null {
  return transport;
}

/** Runs `act` after each snapshot: the line is up and what is known is fresh. */
export function whenOnline(act: () => void): void {
  onOnline.push(act);
}

export function online(): void {
  for (const act of onOnline) act();
}

type Hear = (event: ChatEvent, was: ChatState) => void;
const hearers: Hear[] = [];

/** Hears every event after it has changed the chat, and what was before: what is kept on the device, and what rings. */
export function whenChanged(hear: Hear): void {
  hearers.push(hear);
}

/** What can tell of more than has been read: from wherever it comes, what lies between is read. */
const ahead = new Set<ChatEvent["t"]>(["snapshot", "list_page", "conversation", "message", "page"]);
let looking = false;

export function dispatch(event: ChatEvent): void {
  if ("people" in event) remember(event.people);
  const before = chat.get();
  chat.set((was) => reduce(was, event));
  for (const hear of hearers) hear(event, before);
  if (!ahead.has(event.t) || looking) return;
  looking = true;
  // Once for all that comes at a time: the next fact often closes the gap before it.
  queueMicrotask(() => {
    looking = false;
    fillGaps();
  });
}

export function useChat<P>(part: (state: ChatState) => P, same?: (a: P, b: P) => boolean): P {
  return useStore(chat, part, same);
}

let watched: string | null = null;
let recent: string[] = [];

/** Runs kept in memory, and how long one may be that is not on the screen. */
const KEPT = 20;
const KEPT_LONG = 400;

/** The conversation on the screen; its facts are kept complete through breaks of the line. Of others a few are kept. */
export function watch(id: string | null): void {
  const left = watched;
  watched = id;
  if (id !== null) recent = [id, ...recent.filter((one) => one !== id)].slice(0, KEPT);
  const { timelines } = chat.get();
  for (const [one, timeline] of Object.entries(timelines)) {
    if (one === id) continue;
    const long = one === left && timeline.facts.length > KEPT_LONG;
    // A window in the past would be a strange place to come back to.
    if (long || !timeline.end || !recent.includes(one)) dispatch({ t: "forget_timeline", conversation_id: one });
  }
}

/** The conversation on the screen of this tab. */
export function watchedNow(): string | null {
  return watched;
}

/** A conversation not in the list yet, or one that moved; let be where it is not `wanted` any more by the time it is read. */
export async function meet(id: string, wanted = () => true): Promise<Problem | null> {
  try {
    const conversation = await take(
      api.GET("/api/conversations/{conversation_id}", { params: { path: { conversation_id: id } } }),
    );
    if (wanted()) dispatch({ t: "conversation", ...conversationOf(conversation, chat.get().me) });
    return null;
  } catch (error) {
    return asProblem(error);
  }
}

const PAGE = 50;
const FILL = 100;
/** A run longer than this is not read anew; one starts at the latest instead. */
const LONG = 300;

export async function page(id: string, query: { before?: number; after?: number; limit: number }) {
  const path = { conversation_id: id };
  const read = await take(api.GET("/api/conversations/{conversation_id}/messages", { params: { path, query } }));
  return { ...read, items: read.items.map((fact) => factOf(fact, chat.get().me, read.as_of)) };
}

export async function loadLatest(id: string): Promise<void> {
  const { items, people, more, first, last } = await page(id, { limit: PAGE });
  const run = { facts: items, first, last, people, start: !more, end: true };
  dispatch({ t: "page", conversation_id: id, where: "latest", ...run });
  await nameStrangers(id);
}

export async function loadBefore(id: string): Promise<void> {
  const timeline = chat.get().timelines[id];
  if (!timeline) return;
  const { items, people, more, first, last } = await page(id, { before: timeline.first, limit: PAGE });
  const run = { facts: items, first, last, people, start: !more, end: false };
  dispatch({ t: "page", conversation_id: id, where: "before", ...run });
  await nameStrangers(id);
}

export async function loadAfter(id: string, limit = PAGE): Promise<boolean> {
  const timeline = chat.get().timelines[id];
  if (!timeline) return false;
  const { items, people, more, first, last } = await page(id, { after: timeline.last, limit });
  const run = { facts: items, first, last, people, start: false, end: !more };
  dispatch({ t: "page", conversation_id: id, where: "after", ...run });
  await nameStrangers(id);
  return more;
}

/** Loads a window around `seq` unless the loaded run holds it. */
export async function loadAround(id: string, seq: number): Promise<void> {
  const facts = chat.get().timelines[id]?.facts ?? [];
  if (facts.some((fact) => fact.seq === seq)) return;
  const half = PAGE / 2;
  const older = await page(id, { before: seq + 1, limit: half });
  const newer = await page(id, { after: seq, limit: half });
  dispatch({
    t: "page",
    conversation_id: id,
    where: "window",
    facts: [...older.items, ...newer.items],
    first: older.first,
    last: newer.last,
    people: { ...older.people, ...newer.people },
    start: !older.more,
    end: !newer.more,
  });
  await nameStrangers(id);
}

/** The server says that what was read of a conversation no longer holds: read what is on the screen again, forget the rest. */
export function reload(id: string): void {
  // The stage shows its own error; opening it again reads again.
  if (id === watched) void refresh(id).catch(() => undefined);
  else dispatch({ t: "forget_timeline", conversation_id: id });
}

/** Reads the loaded run again, receipts and all; jumps to the latest when it has grown long. */
async function refresh(id: string): Promise<void> {
  const timeline = chat.get().timelines[id];
  const target = chat.get().conversations[id]?.last_seq ?? 0;
  if (!timeline || target - timeline.first > LONG) return loadLatest(id);
  let from = timeline.first - 1;
  for (let more = true; more; ) {
    const read = await page(id, { after: from, limit: FILL });
    more = read.more && read.last > from;
    from = read.last;
    const rest = {
      facts: read.items,
      first: read.first,
      last: read.last,
      people: read.people,
      start: false,
      end: !more,
    };
    dispatch({ t: "page", conversation_id: id, where: "after", ...rest });
  }
}

const filling = new Set<string>();

/** Reads what lies between the loaded run and what was told of. */
function fillGaps(): void {
  for (const { id, from } of gaps(chat.get())) if (!filling.has(id)) void fill(id, from);
}

async function fill(id: string, from: number): Promise<void> {
  filling.add(id);
  const behind = (chat.get().conversations[id]?.last_seq ?? 0) - from;
  try {
    await (behind > LONG ? loadLatest(id) : loadAfter(id, FILL));
  } catch (error) {
    const pause = pauseAfter(error);
    // Where no socket tells of anything, no event would ever try again.
    if (pause === null) filling.delete(id);
    else setTimeout(() => refill(id), pause);
    return;
  }
  // What got no further would be asked for again and again: the next event may.
  if (chat.get().timelines[id]?.last === from) filling.delete(id);
  else refill(id);
}

function refill(id: string): void {
  filling.delete(id);
  fillGaps();
}

const asking = new Set<string>();

/** Names for people the screen speaks of and has not met: read once, in one call. */
export async function nameStrangers(id: string, also: readonly string[] = []): Promise<void> {
  const known = chat.get().people;
  const unknown = [...also.filter((person) => person !== "all" && !known[person]), ...strangers(chat.get(), id)]
    .filter((person) => !asking.has(person))
    .slice(0, 100);
  if (unknown.length === 0) return;
  for (const person of unknown) asking.add(person);
  const ids = unknown.join(",");
  const params = { path: { conversation_id: id }, query: { ids } };
  try {
    const { people } = await take(api.GET("/api/conversations/{conversation_id}/people", { params }));
    dispatch({ t: "people", people });
  } catch {
    // Without a name the face stays blank; asked again with the next fact. Whom the server does not name is not asked for twice.
    for (const person of unknown) asking.delete(person);
  }
}

export function titleOf(conversation: Conversation): string {
  return conversation.kind === "direct" ? (conversation.peer?.name ?? conversation.name) : conversation.name;
}
