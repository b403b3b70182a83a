/** What one does with messages: shown at once where it can be, taken back when the server refuses. */
import { api, take } from "@/app/api";
import { once } from "@/app/once";
import { asProblem } from "@/app/problem";
import type { Page } from "@/app/types";
import { toast } from "@/kit/toast";
import type { Fact, Revision } from "../calls";
import { chat, dispatch } from "./chat";
import { factOf } from "./wire";

const place = (fact: Fact) => ({ path: { conversation_id: fact.conversation_id, seq: fact.seq } });

/** Runs an act whose result comes back as an event; what fails says why. */
async function told(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    toast(asProblem(error).message, { urgent: true });
    return false;
  }
}

export function react(fact: Fact, emoji: string): Promise<boolean> {
  const on = !fact.reactions.some((one) => one.emoji === emoji && one.mine);
  const params = { path: { ...place(fact).path, emoji } };
  const path = "/api/conversations/{conversation_id}/messages/{seq}/reactions/{emoji}";
  return told(take(on ? api.PUT(path, { params }) : api.DELETE(path, { params })));
}

export function vote(fact: Fact, options: number[]): Promise<boolean> {
  const path = "/api/conversations/{conversation_id}/messages/{seq}/vote";
  return told(take(api.PUT(path, { params: place(fact), body: { options } })));
}

export function closePoll(fact: Fact): Promise<boolean> {
  return told(take(api.POST("/api/conversations/{conversation_id}/messages/{seq}/closing", { params: place(fact) })));
}

export async function keepAtHand(fact: Fact): Promise<boolean> {
  const path = "/api/conversations/{conversation_id}/messages/{seq}/favourite";
  const params = place(fact);
  const on = !fact.favourite;
  const done = await told(take(on ? api.PUT(path, { params }) : api.DELETE(path, { params })));
  if (done) {
    const { conversation_id, seq } = fact;
    dispatch({ t: "own", conversation_id, seq, favourite: on, votes: null });
  }
  return done;
}

/** Edits one's own message; a refusal is for the composer to show, which keeps the text. */
export async function edit(id: string, seq: number, text: string, mentions: string[]): Promise<void> {
  const params = { path: { conversation_id: id, seq } };
  const change = await once(`edit ${id} ${seq}`, { text, mentions }, (body) =>
    take(api.PATCH("/api/conversations/{conversation_id}/messages/{seq}", { params, body })),
  );
  dispatch({ t: "message", ...factOf(change, chat.get().me) });
}

export function revisionsOf(fact: Fact): Promise<Revision[]> {
  const path = "/api/conversations/{conversation_id}/messages/{seq}/revisions";
  return take(api.GET(path, { params: place(fact) }));
}

/** Rows of a page of people, or of replies. */
const LIMIT = 100;

interface After {
  after?: string;
}

export function reactorsOf(fact: Fact, after: After) {
  const path = "/api/conversations/{conversation_id}/messages/{seq}/reactions";
  return take(api.GET(path, { params: { ...place(fact), query: { ...after, limit: LIMIT } } }));
}

export function votersOf(fact: Fact, after: After) {
  const path = "/api/conversations/{conversation_id}/messages/{seq}/votes";
  return take(api.GET(path, { params: { ...place(fact), query: { ...after, limit: LIMIT } } }));
}

/** A page of a thread: its first message and the replies, in their order. */
export async function threadOf(id: string, seq: number, { after }: After): Promise<Page<Fact>> {
  const path = "/api/conversations/{conversation_id}/messages/{seq}/thread";
  const params = { path: { conversation_id: id, seq }, query: { after: Number(after ?? 0), limit: LIMIT } };
  const read = await take(api.GET(path, { params }));
  const { me } = chat.get();
  dispatch({ t: "people", people: read.people });
  const items = read.items.map((fact) => factOf(fact, me, read.as_of));
  return { items, next: read.more ? String(items.at(-1)?.seq) : null };
}

/** Forwards messages of one conversation into another: all of them or none. Tried again, it is done once. */
export async function forward(source: string, seqs: number[], target: string, together: boolean): Promise<void> {
  const { me } = chat.get();
  const params = { path: { conversation_id: target } };
  const { items } = await once(`forward ${target}`, { source_id: source, seqs, together }, (body) =>
    take(api.POST("/api/conversations/{conversation_id}/forwards", { params, body })),
  );
  for (const fact of items) dispatch({ t: "message", ...factOf(fact, me) });
}

export async function favourites(after: string | null, q: string) {
  const query = { ...(after !== null && { after }), ...(q !== "" && { q }) };
  const read = await take(api.GET("/api/me/favourites", { params: { query } }));
  dispatch({ t: "people", people: read.people });
  const { me } = chat.get();
  return { ...read, items: read.items.map((one) => ({ ...one, fact: factOf(one.fact, me) })) };
}
