/**
 * Keeps the newest facts of every conversation, and the list, in the vault. One tab of a browser does it for all; it
 * hears what changes the chat, and fetches what it has not heard.
 */
import { type Vault, vault } from "@/app/vault/vault";
import type { Face, Fact } from "../calls";
import { chat, whenChanged } from "../model/chat";
import type { ChatEvent } from "../model/events";
import type { ChatState, Timeline } from "../model/state";
import { fetchAgain, fetchMissing, stopFetching } from "./fetching";
import {
  afterEvent,
  bytesOf,
  changes,
  type Head,
  headOf,
  isRunEvent,
  keptOf,
  type RunEvent,
  surplus,
  trimmed,
} from "./runs";

const PAUSE = 1_000;
/** Bytes of sealed facts on one device. */
const MOST = 40_000_000;

const heads = new Map<string, Head>();
let pending = new Map<string, RunEvent[]>();
/** What was written last, and the list as it lies in the vault. */
let told: { state: ChatState; list: Record<string, unknown> } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let leading = false;
let busy: Promise<void> = Promise.resolve();

const bundle = (id: string, number: number) => `r/${id}/${String(number).padStart(12, "0")}`;

export async function readRun(from: Vault, id: string): Promise<Timeline | null> {
  const [found, head] = await Promise.all([from.all<Fact[]>(`r/${id}/`), from.get<Head>(`h/${id}`)]);
  const facts = found.flatMap(([, some]) => some).sort((a, b) => a.seq - b.seq);
  // A bundle that is missing or does not open would leave a hole that nobody sees: rather nothing.
  if (head === null || facts.length !== head.count) return null;
  const { first, last, start } = head;
  return { facts, first, last, start, end: true, held: [] };
}

/** Called once a page; the tab whose turn it is keeps, the others wait for theirs. */
export function startKeeping(): void {
  whenChanged(hear);
  vault.subscribe(() => void begin());
  const lead = () => {
    leading = true;
    void begin();
    return new Promise<void>(() => undefined); // until the page goes
  };
  if (navigator.locks) void navigator.locks.request("tocsin.keeper", lead);
  else void lead();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keepNow();
  });
}

/** A vault was opened, or began anew: what is in it, and what is missing. */
async function begin(): Promise<void> {
  stopFetching();
  heads.clear();
  pending = new Map();
  told = null;
  const mine = vault.get();
  if (!leading || mine === null) return;
  for (const [name, head] of await mine.all<Head>("h/")) heads.set(name.slice(2), head);
  soon();
  if (chat.get().ready) fetchAgain(heads, keep);
}

function hear(event: ChatEvent): void {
  if (!leading || vault.get() === null) return;
  if (isRunEvent(event)) note(event);
  else if (event.t === "gone") void forgetRun(event.conversation_id);
  else if (event.t === "snapshot") fetchAgain(heads, keep);
  else if (event.t === "conversation") fetchMissing(heads, keep);
  soon();
}

async function keep(event: RunEvent, anew: boolean): Promise<void> {
  if (anew) await forgetRun(event.conversation_id);
  note(event);
  await keepNow();
}

/** One more event for a run; it is taken in with the next writing. */
function note(event: RunEvent): void {
  const id = event.conversation_id;
  const waiting = pending.get(id);
  if (waiting) waiting.push(event);
  else pending.set(id, [event]);
}

function soon(): void {
  timer ??= setTimeout(() => void keepNow(), PAUSE);
}

/** Writes what has changed since the last time; one writing after the other. */
function keepNow(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  busy = busy.then(write);
  return busy;
}

async function write(): Promise<void> {
  const mine = vault.get();
  if (!leading || mine === null || chat.get().me !== mine.person) return;
  const waiting = pending;
  pending = new Map();
  for (const [id, events] of waiting) await writeRun(mine, id, events);
  await writeList(mine);
  const order = keptOf(chat.get().conversations).map((one) => one.id);
  for (const id of surplus(heads, order, MOST)) await forgetRun(id);
}

async function writeRun(mine: Vault, id: string, events: RunEvent[]): Promise<void> {
  const was = await readRun(mine, id);
  const { me } = chat.get();
  let now: Timeline | null = was;
  for (const event of events) now = afterEvent(now, event, me);
  if (now === null || now === was) return;
  const gap = now.held.length > 0;
  const run = trimmed(now);
  const { put, gone } = changes(was, run);
  const sizes = { ...heads.get(id)?.sizes };
  for (const number of gone) delete sizes[number];
  const head = await mine.write(
    put.map(([number, facts]) => [bundle(id, number), facts]),
    gone.map((number) => bundle(id, number)),
    (bytes) => {
      for (const [number] of put) sizes[number] = bytes.get(bundle(id, number)) ?? 0;
      return [`h/${id}`, headOf(run, sizes)];
    },
  );
  if (!head) return;
  heads.set(id, headOf(run, sizes));
  if (gap) fetchMissing(heads, keep);
}

/** The list and the names, as far as they have changed. */
async function writeList(mine: Vault): Promise<void> {
  const now = chat.get();
  // What is shown only because it was kept needs no keeping.
  if (!now.ready || now === told?.state) return;
  const known = told?.list ?? (await keptList(mine));
  const listed = Object.fromEntries(keptOf(now.conversations).map((one) => [one.id, one]));
  const changed = Object.values(listed).filter((one) => known[one.id] !== one);
  // Whether what an earlier page of the product kept is gone, only the whole list tells.
  const over = (id: string) => now.next === null || told?.state.conversations[id] !== undefined;
  const gone = Object.keys(known).filter((id) => !listed[id] && over(id));
  const values: [string, unknown][] = changed.map((one) => [`c/${one.id}`, one]);
  if (now.people !== told?.state.people) values.push(["people", now.people satisfies Record<string, Face>]);
  const list: Record<string, unknown> = { ...known, ...listed };
  for (const id of gone) delete list[id];
  told = { state: now, list };
  if (values.length + gone.length > 0)
    await mine.write(
      values,
      gone.map((id) => `c/${id}`),
    );
  for (const id of gone) await forgetRun(id);
}

async function keptList(mine: Vault): Promise<Record<string, unknown>> {
  return Object.fromEntries((await mine.all<unknown>("c/")).map(([name, one]) => [name.slice(2), one]));
}

/** What the server says no longer holds, or a conversation one has left. */
export async function forgetRun(id: string): Promise<void> {
  pending.delete(id);
  heads.delete(id);
  await vault.get()?.removeAll(`r/${id}/`, `h/${id}`);
}

/** How much this device keeps: conversations, facts, bytes. */
export async function keptAmount(mine: Vault): Promise<{ conversations: number; facts: number; bytes: number }> {
  const all = await mine.all<Head>("h/");
  const facts = all.reduce((sum, [, head]) => sum + head.count, 0);
  return { conversations: all.length, facts, bytes: all.reduce((sum, [, head]) => sum + bytesOf(head), 0) };
}
