/** From what comes over the line to what the reducer takes: facts leave out what holds its default. The one place that fills it. */
import type { Conversation, Fact, WireConversation, WireFact } from "../calls";

/** `delivered` and `confirmed` are told on every event, and are the sender's alone. */
export function factOf(wire: WireFact, me: string): Fact {
  const own = wire.sender_id === me;
  return {
    conversation_id: wire.conversation_id,
    seq: wire.seq,
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
    delivered: own ? (wire.delivered ?? null) : null,
    confirmed: own ? (wire.confirmed ?? 0) : null,
  };
}

export function conversationOf(wire: WireConversation, me: string): Conversation {
  return { ...wire, last: wire.last === null ? null : { ...factOf(wire.last, me), delivered: null, confirmed: null } };
}
