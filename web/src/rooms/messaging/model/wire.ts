/** From what comes over the line to what the reducer takes: facts leave out what holds its default. The one place that fills it. */
import type { Conversation, Fact, WireConversation, WireFact } from "../calls";

/** The last fact of a conversation is told without counts, reactions and votes. */
export function bare(fact: Fact): Fact {
  return { ...fact, delivered: null, confirmed: null, handled: null, reactions: [], votes: null };
}

/** `delivered`, `confirmed` and `handled` are told on every event, and are the sender's alone. */
export function factOf(wire: WireFact, me: string, asOf = wire.seq): Fact {
  const own = wire.sender_id === me;
  return {
    conversation_id: wire.conversation_id,
    seq: wire.seq,
    as_of: asOf,
    kind: wire.kind,
    at: wire.at,
    sender_id: wire.sender_id ?? null,
    client_id: wire.client_id ?? null,
    sent_at: wire.sent_at ?? null,
    text: wire.text ?? null,
    mentions: wire.mentions ?? [],
    reply_to: wire.reply_to ?? null,
    recalled: wire.recalled ?? false,
    subjects: wire.subjects ?? [],
    count: wire.count ?? null,
    members: wire.members ?? null,
    target: wire.target ?? null,
    name: wire.name ?? null,
    content: wire.content ?? null,
    origin: wire.origin ?? null,
    cards: wire.cards ?? [],
    edited_at: wire.edited_at ?? null,
    thread: wire.thread ?? null,
    replies: wire.replies ?? 0,
    reactions: wire.reactions ?? [],
    votes: wire.votes ?? null,
    emoji: wire.emoji ?? null,
    on: wire.on ?? null,
    favourite: wire.favourite ?? false,
    delivered: own ? (wire.delivered ?? null) : null,
    confirmed: own ? (wire.confirmed ?? 0) : null,
    handled: own ? (wire.handled ?? 0) : null,
    admins: wire.admins ?? null,
    settings: wire.settings ?? null,
    until: wire.until ?? null,
    confirm: wire.confirm ?? null,
    other: wire.other ?? null,
    granted: wire.granted ?? null,
    changed: wire.changed ?? [],
  };
}

export function conversationOf(wire: WireConversation, me: string): Conversation {
  return { ...wire, last: wire.last === null ? null : bare(factOf(wire.last, me)) };
}
