/** What one was writing in each conversation; kept while the tab lives. */
import { type Store, store } from "@/app/store";
import type { Fact, Quote } from "../calls";
import { keep, kept } from "./keep";

export interface Draft {
  text: string;
  /** Names chosen from the picker, by person: only those still in the text are sent as mentions. */
  names: Record<string, string>;
  reply_to: (Quote & { name: string }) | null;
  /** The message being changed instead of a new one written, and what one was writing before. */
  editing: { seq: number; before: string } | null;
}

const nothing: Draft = { text: "", names: {}, reply_to: null, editing: null };

export const drafts: Store<Record<string, Draft>> = store({});

export function draftOf(all: Record<string, Draft>, id: string): Draft {
  return all[id] ?? nothing;
}

export function setDraft(id: string, change: Partial<Draft>): void {
  drafts.set((was) => {
    const next = { ...draftOf(was, id), ...change };
    const { [id]: _, ...rest } = was;
    const empty = next.text === "" && next.reply_to === null && next.editing === null;
    return empty ? rest : { ...was, [id]: next };
  });
  keep("drafts", drafts.get());
}

/** Puts a message of one's own into the field, to be changed there. */
export function beginEdit(fact: Fact): void {
  const id = fact.conversation_id;
  const before = draftOf(drafts.get(), id).text;
  setDraft(id, { text: fact.text ?? "", reply_to: null, editing: { seq: fact.seq, before } });
}

/** Leaves the message as it is, and puts back what one was writing. */
export function endEdit(id: string): void {
  setDraft(id, { text: draftOf(drafts.get(), id).editing?.before ?? "", names: {}, editing: null });
}

/** Takes up what this person was writing before the page was loaded anew. */
export function startDrafts(): void {
  const before = kept<Record<string, Draft>>("drafts", {});
  drafts.set(Object.fromEntries(Object.entries(before).map(([id, draft]) => [id, { ...nothing, ...draft }])));
}

/** Adds to what is being written what was written before, with whom it named and what it answered; nothing is lost of either. */
export function takeUp(id: string, before: Draft): void {
  const now = draftOf(drafts.get(), id);
  const text = now.editing ? now.editing.before : now.text;
  setDraft(id, {
    text: [before.text, text].filter(Boolean).join("\n"),
    names: { ...before.names, ...now.names },
    reply_to: now.reply_to ?? before.reply_to,
    editing: null,
  });
}

/** What this device took back, offered for writing anew; gone with the page. */
const takenBack = new Map<string, Draft>();

export function rememberTakenBack(id: string, seq: number, draft: Draft): void {
  takenBack.set(`${id}/${seq}`, draft);
}

export function takenBackDraft(id: string, seq: number): Draft | null {
  return takenBack.get(`${id}/${seq}`) ?? null;
}
