/** What one was writing in each conversation; kept while the tab lives. */
import { type Store, store } from "@/app/store";
import type { Quote } from "../calls";
import { keep, kept } from "./keep";

export interface Draft {
  text: string;
  /** Names chosen from the picker, by person: only those still in the text are sent as mentions. */
  names: Record<string, string>;
  reply_to: (Quote & { name: string }) | null;
}

const nothing: Draft = { text: "", names: {}, reply_to: null };

export const drafts: Store<Record<string, Draft>> = store({});

export function draftOf(all: Record<string, Draft>, id: string): Draft {
  return all[id] ?? nothing;
}

export function setDraft(id: string, change: Partial<Draft>): void {
  drafts.set((was) => {
    const next = { ...draftOf(was, id), ...change };
    const { [id]: _, ...rest } = was;
    return next.text === "" && next.reply_to === null ? rest : { ...was, [id]: next };
  });
  keep("drafts", drafts.get());
}

/** Takes up what this person was writing before the page was loaded anew. */
export function startDrafts(): void {
  drafts.set(kept("drafts", {}));
}

/** Texts this device took back, offered for writing anew; gone with the page. */
const takenBack = new Map<string, string>();

export function rememberTakenBack(id: string, seq: number, text: string): void {
  takenBack.set(`${id}/${seq}`, text);
}

export function takenBackText(id: string, seq: number): string | null {
  return takenBack.get(`${id}/${seq}`) ?? null;
}
