/**
 * Drafts follow the person from device to device, and stay on this one, sealed, through a reload. What is written here
 * goes out after a pause; what comes in is taken in at once, put together with what was changed here meanwhile (merging).
 * The server keeps no writing over another that its device had not seen: both devices arrive at the same text.
 */
import i18next from "i18next";
import { api, take } from "@/app/api";
import { socket } from "@/app/live";
import { vault } from "@/app/vault/vault";
import { keepWriting } from "@/app/vault/writing";
import { toast } from "@/kit/toast";
import type { ServerDraft } from "../calls";
import { chat, watchedNow, whenOnline } from "./chat";
import { type Draft, draftOf, drafts, mentioned, setDraft, setWritten, takeUp, unwritten, writtenOf } from "./drafts";
import { merged } from "./merging";
import { wordsOf } from "./serverDraft";

const PAUSE = 1_500;

/** What the server is known to hold of a draft, and `said` here when it came to hold it. */
interface Held {
  draft: ServerDraft | null;
  said: string;
}

/** As it lies in the vault. */
interface Kept {
  draft: Draft;
  held: Held;
}

const EMPTY: Held = { draft: null, said: saidOf(unwritten) };
const held = new Map<string, Held>();
const waiting = new Map<string, ReturnType<typeof setTimeout>>();
/** What was sent last without an answer: it may be there all the same. */
const tried = new Map<string, string>();
/** One after the other, in each conversation: what comes back of one's own writing is known by then. */
const turns = new Map<string, Promise<void>>();
/** What was told and is still to be taken in; `answered` to a writing of this device, it stands whatever its time. */
const postponed = new Map<string, { draft: ServerDraft | null; answered: boolean }>();
let composing = false;

const heldOf = (id: string) => held.get(id) ?? EMPTY;
const record = (id: string) => `w/${id}`;

function saidOf({ text, names, reply_to }: Draft | typeof unwritten): string {
  return JSON.stringify([text, mentioned(text, names).sort(), reply_to?.seq ?? null]);
}

/** The same of what the server holds: what cannot be shown of it is then not there as it was, and goes from there too. */
function saidThere(draft: ServerDraft | null): string {
  return draft === null ? EMPTY.said : JSON.stringify([draft.text, [...draft.mentions].sort(), draft.reply_to]);
}

function inTurn(id: string, act: () => Promise<void>): void {
  const next = (turns.get(id) ?? Promise.resolve()).then(act).catch(() => undefined); // the next change tries again
  turns.set(id, next);
}

function hold(id: string, now: Held): void {
  held.set(id, now);
  keepHere(id);
}

function keepHere(id: string): void {
  const draft = draftOf(drafts.get(), id);
  const nothing = drafts.get()[id] === undefined && heldOf(id).draft === null;
  keepWriting(record(id), nothing ? null : ({ draft, held: heldOf(id) } satisfies Kept));
}

/** Sends what was written here; what was emptied, at once. */
function pushSoon(id: string): void {
  clearTimeout(waiting.get(id));
  const pause = writtenOf(id).text === "" ? 0 : PAUSE;
  waiting.set(
    id,
    setTimeout(() => {
      waiting.delete(id);
      inTurn(id, () => push(id));
    }, pause),
  );
}

async function push(id: string): Promise<void> {
  const [now, before] = [writtenOf(id), heldOf(id)];
  const said = saidOf(now);
  if (said === before.said) return;
  // The server keeps no more than a message holds; the screen says where this one is kept.
  if ([...now.text].length > socket.limits.text) return;
  const mentions = mentioned(now.text, now.names).slice(0, 100);
  const body = { text: now.text, mentions, reply_to: now.reply_to?.seq ?? null, base: before.draft?.at ?? null };
  tried.set(id, now.text.trim());
  const params = { path: { conversation_id: id } };
  const answer = await take(api.PUT("/api/conversations/{conversation_id}/draft", { params, body }));
  if (!answer.kept) {
    await hear(id, answer.draft, true);
    if (!postponed.has(id) && saidOf(writtenOf(id)) !== heldOf(id).said) pushSoon(id);
    return;
  }
  tried.delete(id);
  hold(id, { draft: answer.draft, said });
  leftOut(id, mentions, answer.draft);
  if (saidOf(writtenOf(id)) !== heldOf(id).said) pushSoon(id);
}

/** What the server did not keep can no longer be sent either: it goes here too, and is said. */
function leftOut(id: string, mentions: string[], draft: ServerDraft | null): void {
  const now = writtenOf(id);
  const gone = now.text.trim() === "" ? [] : mentions.filter((one) => !draft?.mentions.includes(one));
  const unanswerable = now.reply_to !== null && draft !== null && draft.reply_to === null;
  if (gone.length === 0 && !unanswerable) return;
  const names = Object.fromEntries(Object.entries(now.names).filter(([person]) => !gone.includes(person)));
  const left = { ...now, names, reply_to: unanswerable ? null : now.reply_to };
  hold(id, { draft, said: saidOf(left) });
  setWritten(id, left);
  const list = gone.map((person) => now.names[person] ?? "").filter(Boolean);
  if (list.length > 0)
    toast(i18next.t("messaging:composer.noLonger", { names: list.join(i18next.t("messaging:fact.comma")) }));
  if (unanswerable) toast(i18next.t("messaging:composer.answerGone"));
}

/** By the moment: a whole second is written without a fraction. */
function isOlder(one: string | null, than: string | null): boolean {
  return one !== null && than !== null && Date.parse(one) < Date.parse(than);
}

/** Takes in what another device wrote. While an input method composes nothing moves under it. */
async function hear(id: string, draft: ServerDraft | null, answered = false): Promise<void> {
  postponed.set(id, { draft, answered });
  if (composing && watchedNow() === id) return;
  const before = heldOf(id);
  const [was, is] = [before.draft?.at ?? null, draft?.at ?? null];
  if (was === is || (!answered && isOlder(is, was))) {
    postponed.delete(id);
    return;
  }
  // Where the line breaks over it, it is taken in when the line is back.
  const theirs = await wordsOf(id, draft, writtenOf(id).reply_to);
  postponed.delete(id);
  const mine = writtenOf(id);
  const lost = tried.get(id);
  const base = lost !== undefined && lost === theirs.text ? theirs.text : (before.draft?.text ?? "");
  const untouched = saidOf(mine) === before.said;
  const now = untouched
    ? theirs
    : {
        text: merged(base, mine.text, theirs.text),
        names: { ...theirs.names, ...mine.names },
        reply_to: (mine.reply_to?.seq ?? null) === (before.draft?.reply_to ?? null) ? theirs.reply_to : mine.reply_to,
      };
  hold(id, { draft, said: saidThere(draft) });
  if (saidOf(now) !== saidOf(mine)) setWritten(id, now);
  else if (saidOf(now) !== heldOf(id).said) pushSoon(id);
}

/** What is still to be taken in when its turn comes: something newer may have been by then. */
function hearPostponed(): void {
  for (const id of postponed.keys()) {
    inTurn(id, async () => {
      const told = postponed.get(id);
      if (told) await hear(id, told.draft, told.answered);
    });
  }
}

/** What lay in the vault when the page began; what was typed until it was read stands behind it. */
async function takeBack(): Promise<void> {
  const mine = vault.get();
  if (mine === null || mine.person !== chat.get().me) return;
  for (const [name, { draft, held: known }] of await mine.all<Kept>("w/")) {
    const id = name.slice(2);
    if (held.has(id)) continue;
    held.set(id, known);
    if (drafts.get()[id]) takeUp(id, draft);
    else setDraft(id, draft);
  }
}

function followComposing(): void {
  document.addEventListener("compositionstart", () => {
    composing = true;
  });
  document.addEventListener("compositionend", () => {
    composing = false;
    hearPostponed();
  });
}

/** Follows what is written here. */
function followWriting(): void {
  let before = drafts.get();
  const follow = () => {
    const now = drafts.get();
    for (const id of new Set([...Object.keys(before), ...Object.keys(now)])) {
      if (before[id] === now[id]) continue;
      keepHere(id);
      pushSoon(id);
    }
    before = now;
  };
  drafts.subscribe(follow);
  for (const id of Object.keys(before)) pushSoon(id);
}

/** Follows what the server tells: what is only shown because it was kept says nothing new. */
function followServer(): void {
  let known: ReturnType<typeof chat.get>["conversations"] = {};
  const follow = () => {
    const { conversations, ready } = chat.get();
    if (!ready || conversations === known) return;
    for (const one of Object.values(conversations)) {
      if (one.draft !== known[one.id]?.draft) inTurn(one.id, () => hear(one.id, one.draft));
    }
    known = conversations;
  };
  chat.subscribe(follow);
  follow();
}

/** Once the vault is open, or it is known that there is none. */
export async function startDraftSync(): Promise<void> {
  await takeBack();
  followComposing();
  followWriting();
  followServer();
  // A vault that began anew holds nothing yet of what is being written.
  vault.subscribe(() => {
    for (const id of new Set([...held.keys(), ...Object.keys(drafts.get())])) keepHere(id);
  });
  whenOnline(() => {
    hearPostponed();
    for (const id of new Set([...held.keys(), ...Object.keys(drafts.get())])) inTurn(id, () => push(id));
  });
}

/** Forgets what another person's session knew. */
export function forgetDraftSync(): void {
  for (const timer of waiting.values()) clearTimeout(timer);
  waiting.clear();
  held.clear();
  tried.clear();
  postponed.clear();
}
