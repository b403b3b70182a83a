/** snapshot + events = a fresh read: every event of the chat in one pure function. */
import type { Conversation, Face, Fact } from "../calls";
import type { ChatEvent, LocalEvent, Snapshot } from "./events";
import { advance, append, joined, release, shownOf, unreadAfter } from "./facts";
import { afterKept } from "./kept";
import { type ChatState, emptyChat, type Outgoing, type Timeline } from "./state";

export function reduce(state: ChatState, event: ChatEvent): ChatState {
  switch (event.t) {
    case "snapshot":
      return afterSnapshot(state, event);
    case "message":
      // Whoever hears a fact of a conversation is in it.
      return sure(afterFact(state, event), { id: event.conversation_id });
    case "read":
      return afterRead(state, event);
    case "receipts":
      return afterReceipts(state, event.conversation_id, event.marks);
    case "conversation": {
      const { t: _, ...conversation } = event;
      return sure(withConversation(state, conversation), conversation);
    }
    case "own":
      return afterOwn(state, event);
    case "draft":
      return changedConversation(state, event.conversation_id, { draft: event.draft });
    case "gone":
      return without(state, event.conversation_id);
    default:
      return afterLocal(state, event);
  }
}

function afterLocal(state: ChatState, event: LocalEvent): ChatState {
  switch (event.t) {
    case "signed_in":
      return state.me === event.me ? state : emptyChat(event.me);
    case "kept":
    case "restored":
      return afterKept(state, event);
    case "page":
      return afterPage(state, event);
    case "list_page":
      return event.meanwhile.reduce(reduce, afterListPage(state, event));
    case "people":
      return { ...state, people: withPeople(state.people, event.people) };
    case "preferences":
      return changedConversation(state, event.conversation_id, { pinned: event.pinned, muted: event.muted });
    case "forget_timeline": {
      const { [event.conversation_id]: _, ...timelines } = state.timelines;
      return { ...state, timelines };
    }
    default:
      return { ...state, outgoing: queue(state.outgoing, event) };
  }
}

function byId(conversations: Conversation[]): Record<string, Conversation> {
  return Object.fromEntries(conversations.map((one) => [one.id, one]));
}

function withPeople(was: Record<string, Face>, more: Record<string, Face>): Record<string, Face> {
  return Object.keys(more).length === 0 ? was : { ...was, ...more };
}

/** The newest conversations as they are now. Older ones stay in doubt until the pages that follow have named them, or not. */
function afterSnapshot(state: ChatState, snapshot: Snapshot): ChatState {
  const fresh = byId(snapshot.conversations);
  const conversations = snapshot.next === null ? fresh : { ...state.conversations, ...fresh };
  const kept = Object.entries(state.timelines).filter(([id]) => conversations[id]);
  return {
    ...state,
    ready: true,
    kept: false,
    conversations,
    next: snapshot.next,
    doubtful: new Set(Object.keys(conversations).filter((id) => !fresh[id])),
    people: withPeople(state.people, snapshot.people),
    timelines: Object.fromEntries(kept),
  };
}

/** Older conversations as they are now. At the end of the list what no page has named is gone. */
function afterListPage(state: ChatState, page: { conversations: Conversation[]; next: string | null }): ChatState {
  const now = page.conversations.reduce(sure, {
    ...state,
    next: page.next,
    conversations: { ...state.conversations, ...byId(page.conversations.map((one) => notBehind(state, one))) },
  });
  return page.next === null ? [...now.doubtful].reduce(without, now) : now;
}

/** What was seen here a moment ago the server may not have heard of yet. */
function notBehind(state: ChatState, one: Conversation): Conversation {
  const was = state.conversations[one.id];
  if (!was || was.read_seq <= one.read_seq || was.last_seq < one.last_seq) return one;
  return { ...one, read_seq: was.read_seq, unread: was.unread, mentioned: was.mentioned };
}

function sure(state: ChatState, { id }: { id: string }): ChatState {
  return state.doubtful.has(id)
    ? { ...state, doubtful: new Set([...state.doubtful].filter((one) => one !== id)) }
    : state;
}

function afterFact(state: ChatState, event: { t: "message" } & Fact): ChatState {
  const { t: _, ...fact } = event;
  const id = fact.conversation_id;
  const conversation = state.conversations[id];
  const timeline = state.timelines[id];
  const target = timeline?.facts.find((one) => one.seq === fact.target);
  const next: ChatState = { ...state };
  if (conversation) {
    const moved = advance(conversation, fact, state.me, target);
    if (moved !== conversation) next.conversations = { ...state.conversations, [id]: moved };
  }
  if (timeline) next.timelines = { ...state.timelines, [id]: append(timeline, fact, state.me) };
  next.outgoing = stored(state.outgoing, fact, state.me);
  return next;
}

/** What the server has stored is no longer on its way. */
function stored(was: Record<string, Outgoing[]>, fact: Fact, me: string): Record<string, Outgoing[]> {
  const queued = was[fact.conversation_id];
  if (!queued || fact.client_id === null || fact.sender_id !== me) return was;
  const left = queued.filter((one) => one.client_id !== fact.client_id);
  return left.length === queued.length ? was : { ...was, [fact.conversation_id]: left };
}

function afterRead(
  state: ChatState,
  event: { conversation_id: string; seq: number; unread?: number; mentioned?: boolean },
): ChatState {
  const was = state.conversations[event.conversation_id];
  if (!was || event.seq < was.read_seq) return state;
  const told = event.unread === undefined ? null : { unread: event.unread, mentioned: event.mentioned ?? false };
  const counted = told ?? unreadAfter(state, was.id, event.seq);
  const rest =
    event.seq >= was.last_seq
      ? { unread: 0, mentioned: false }
      : (counted ?? { unread: was.unread, mentioned: was.mentioned });
  return changedConversation(state, was.id, { read_seq: event.seq, ...rest });
}

/** What one put on a message on another device. */
function afterOwn(state: ChatState, event: Extract<ChatEvent, { t: "own" }>): ChatState {
  const id = event.conversation_id;
  const timeline = state.timelines[id];
  if (!timeline) return state;
  const facts = timeline.facts.map((fact) => {
    if (fact.seq !== event.seq) return fact;
    const votes = event.votes !== null && fact.votes ? { ...fact.votes, mine: event.votes } : fact.votes;
    return { ...fact, votes, favourite: event.favourite ?? fact.favourite };
  });
  return { ...state, timelines: { ...state.timelines, [id]: { ...timeline, facts } } };
}

function afterReceipts(state: ChatState, id: string, marks: [number, number, number, number][]): ChatState {
  const by = new Map(marks.map((mark) => [mark[0], mark]));
  const marked = (fact: Fact): Fact => {
    const mark = by.get(fact.seq);
    // Counts of one audience only grow; a mark that was overtaken by a fresh read changes nothing.
    if (!mark || (fact.confirmed ?? 0) > mark[1] || (fact.handled ?? 0) > mark[3]) return fact;
    return { ...fact, confirmed: mark[1], delivered: mark[2], handled: mark[3] };
  };
  const next: ChatState = { ...state };
  const timeline = state.timelines[id];
  if (timeline) next.timelines = { ...state.timelines, [id]: { ...timeline, facts: timeline.facts.map(marked) } };
  return next;
}

/** A new or changed conversation as the server sees it; a copy older than what facts have told keeps the newer position. */
function withConversation(state: ChatState, conversation: Conversation): ChatState {
  const was = state.conversations[conversation.id];
  const stale = was !== undefined && conversation.last_seq < was.last_seq;
  const now = stale
    ? {
        ...conversation,
        last_seq: was.last_seq,
        last: was.last,
        updated_at: was.updated_at,
        unread: was.unread,
        mentioned: was.mentioned,
        read_seq: was.read_seq,
        draft: was.draft,
      }
    : conversation;
  return { ...state, conversations: { ...state.conversations, [conversation.id]: now } };
}

function changedConversation(state: ChatState, id: string, change: Partial<Conversation>): ChatState {
  const was = state.conversations[id];
  if (!was) return state;
  return { ...state, conversations: { ...state.conversations, [id]: { ...was, ...change } } };
}

function without(state: ChatState, id: string): ChatState {
  const { [id]: _conversation, ...conversations } = state.conversations;
  const { [id]: _timeline, ...timelines } = state.timelines;
  return sure({ ...state, conversations, timelines }, { id });
}

type PageEvent = Extract<LocalEvent, { t: "page" }>;

function afterPage(state: ChatState, page: PageEvent): ChatState {
  const id = page.conversation_id;
  const next: ChatState = { ...state, people: withPeople(state.people, page.people) };
  next.timelines = { ...state.timelines, [id]: merged(state.timelines[id], page, state.me) };
  for (const fact of page.facts) next.outgoing = stored(next.outgoing, fact, state.me);
  return next;
}

/** A page replaces the run, or extends it where the two meet; facts read anew replace those known before. */
function merged(was: Timeline | undefined, page: PageEvent, me: string): Timeline {
  if (was && page.where !== "latest" && page.where !== "window") return joined(was, page, me);
  const { start, end, first, last } = page;
  // What came over the socket while the page was on its way follows the page.
  const ahead = end && was?.end ? [...was.facts, ...was.held].filter((fact) => fact.seq > last) : [];
  return release({ facts: shownOf(page.facts), first, last, start, end, held: ahead }, me);
}

type QueueEvent = Extract<LocalEvent, { t: "queued" | "failed" | "retried" | "discarded" }>;

function queue(was: Record<string, Outgoing[]>, event: QueueEvent): Record<string, Outgoing[]> {
  if (event.t === "queued") {
    const id = event.outgoing.conversation_id;
    return { ...was, [id]: [...(was[id] ?? []), event.outgoing] };
  }
  const id = event.conversation_id;
  const here = was[id] ?? [];
  if (event.t === "discarded") return { ...was, [id]: here.filter((one) => one.client_id !== event.client_id) };
  const change: Partial<Outgoing> =
    event.t === "failed" ? { state: "failed", why: event.why } : { state: "sending", why: null };
  return { ...was, [id]: here.map((one) => (one.client_id === event.client_id ? { ...one, ...change } : one)) };
}
