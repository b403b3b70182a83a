/** What one is writing in each conversation. What keeps it, here and on other devices, follows it (draftSync). */
import { type Store, store } from "@/app/store";
import type { Fact, Quote } from "../calls";

/** A message as far as it is written. */
export interface Written {
  text: string;
  /** Names as they stand in the text, by person: only those still there are sent as mentions. */
  names: Record<string, string>;
  reply_to: (Quote & { name: string }) | null;
}

export interface Draft extends Written {
  /** The message being changed instead of a new one written, and what one was writing before. */
  editing: { seq: number; before: Written } | null;
}

export const unwritten: Written = { text: "", names: {}, reply_to: null };
const nothing: Draft = { ...unwritten, editing: null };

export const drafts: Store<Record<string, Draft>> = store({});

export function draftOf(all: Record<string, Draft>, id: string): Draft {
  return all[id] ?? nothing;
}

/** The new message one was writing: while an old one is being changed, what waits behind it. */
export function writtenOf(id: string): Written {
  const { editing, ...written } = draftOf(drafts.get(), id);
  return editing?.before ?? written;
}

export function setDraft(id: string, change: Partial<Draft>): void {
  drafts.set((was) => {
    const next = { ...draftOf(was, id), ...change };
    const { [id]: _, ...rest } = was;
    const empty = next.text === "" && next.reply_to === null && next.editing === null;
    return empty ? rest : { ...was, [id]: next };
  });
}

export function setWritten(id: string, written: Written): void {
  const { editing } = draftOf(drafts.get(), id);
  setDraft(id, editing ? { editing: { ...editing, before: written } } : written);
}

/** Puts a message of one's own into the field, with those it mentions, to be changed there. */
export function beginEdit(fact: Fact, { text, names }: Written): void {
  const id = fact.conversation_id;
  setDraft(id, { text, names, reply_to: null, editing: { seq: fact.seq, before: writtenOf(id) } });
}

/** Leaves the message as it is, and puts back what one was writing. */
export function endEdit(id: string): void {
  setDraft(id, { ...writtenOf(id), editing: null });
}

/** Adds to what is being written what was written before, with whom it named and what it answered; nothing is lost of either. */
export function takeUp(id: string, before: Written): void {
  const now = writtenOf(id);
  setDraft(id, {
    text: [before.text, now.text].filter(Boolean).join("\n"),
    names: { ...before.names, ...now.names },
    reply_to: now.reply_to ?? before.reply_to,
    editing: null,
  });
}

/** Of the people named, those whose "@name" still stands in the text. */
export function mentioned(text: string, names: Record<string, string>): string[] {
  return Object.entries(names)
    .filter(([, name]) => text.includes(`@${name}`))
    .map(([person]) => person);
}

/** What this device took back, offered for writing anew; gone with the page. */
const takenBack = new Map<string, Written>();

export function rememberTakenBack(id: string, seq: number, draft: Written): void {
  takenBack.set(`${id}/${seq}`, draft);
}

export function takenBackDraft(id: string, seq: number): Written | null {
  return takenBack.get(`${id}/${seq}`) ?? null;
}
