/** What a device kept, taken up when the product starts: shown until the server has spoken, and never over what it said. Pure. */
import type { Conversation, Face } from "../calls";
import type { ChatState, Outgoing } from "./state";

export type KeptEvent =
  /** The list as it was when this device last heard of it. */
  | { t: "kept"; conversations: Conversation[]; people: Record<string, Face> }
  /** Messages written when the product was open before, and not known to be stored. */
  | { t: "restored"; outgoing: Outgoing[] };

export function afterKept(state: ChatState, event: KeptEvent): ChatState {
  if (event.t === "restored") return { ...state, outgoing: restored(state.outgoing, event.outgoing) };
  if (state.ready) return { ...state, people: { ...event.people, ...state.people } };
  const conversations = Object.fromEntries(event.conversations.map((one) => [one.id, one]));
  return {
    ...state,
    kept: true,
    conversations: { ...conversations, ...state.conversations },
    people: { ...event.people, ...state.people },
  };
}

/** In the order of writing; what is in the queue already stays as it is. */
function restored(was: Record<string, Outgoing[]>, more: Outgoing[]): Record<string, Outgoing[]> {
  const next = { ...was };
  for (const one of more) {
    const queue = next[one.conversation_id] ?? [];
    if (queue.some((other) => other.client_id === one.client_id)) continue;
    const at = queue.findIndex((other) => other.sent_at > one.sent_at);
    next[one.conversation_id] = at < 0 ? [...queue, one] : [...queue.slice(0, at), one, ...queue.slice(at)];
  }
  return next;
}
