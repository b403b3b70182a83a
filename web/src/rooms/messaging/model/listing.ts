/**
 * The list of conversations beyond its first page. It is read on to its end in the background, so that badges count
 * everything and every conversation is found at once; where one scrolls to the end of what is there, right away.
 */
import { api, take } from "@/app/api";
import { chat, dispatch, whenChanged } from "./chat";
import type { ChatEvent } from "./events";
import { conversationOf } from "./wire";

/** The screen comes first; then a page now and then, so that no server has to hurry for it. */
const FIRST = 300;
const PAUSE = 250;
/** Between two tries where the server does not answer. */
const LONGEST = 60_000;

/** What changes what a page of the list tells. */
const changing = new Set<ChatEvent["t"]>(["message", "read", "conversation", "draft", "gone", "preferences"]);

/** Counts snapshots: each begins the list anew. */
let era = 0;
/** What was heard while a page is on its way: it may have been read before that happened. */
let meanwhile: ChatEvent[] = [];
let coming: Promise<void> | null = null;

/** Called once a page. */
export function startListing(): void {
  whenChanged((event) => {
    if (coming && changing.has(event.t)) meanwhile.push(event);
    if (event.t !== "snapshot") return;
    era += 1;
    void readOn(era);
  });
}

/** Where no socket gets through, the list is read over HTTP. */
export async function loadFirst(): Promise<void> {
  if (chat.get().ready) return;
  const { items, next, people } = await take(api.GET("/api/conversations", { params: { query: {} } }));
  if (chat.get().ready) return;
  const { me } = chat.get();
  dispatch({ t: "snapshot", conversations: items.map((one) => conversationOf(one, me)), next, people });
}

/** The next page of older conversations; one at a time, whoever asks. */
export function loadMoreConversations(): Promise<void> {
  coming ??= readPage().finally(() => {
    coming = null;
  });
  return coming;
}

async function readPage(): Promise<void> {
  const mine = era;
  const after = chat.get().next;
  meanwhile = [];
  if (after === null) return;
  const { items, next, people } = await take(api.GET("/api/conversations", { params: { query: { after } } }));
  // A snapshot has begun the list anew: this was the place of another.
  if (mine !== era) return;
  const { me } = chat.get();
  dispatch({ t: "people", people });
  dispatch({ t: "list_page", conversations: items.map((one) => conversationOf(one, me)), next, meanwhile });
}

async function readOn(mine: number): Promise<void> {
  let pause = FIRST;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (mine !== era || chat.get().next === null) return;
    try {
      await loadMoreConversations();
      pause = PAUSE;
    } catch {
      pause = Math.min(LONGEST, pause * 4);
    }
  }
}
