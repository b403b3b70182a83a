/** Whether a message rings, where, and what the badge counts. Pure. */
import { type Conversation, type Fact, SAID } from "../calls";
import { speaksTo } from "../model/facts";
import type { ChatState } from "../model/state";

/** How near a tab is to the person: the message is on its screen, it is before their eyes, or out of sight. */
export type Stance = "seen" | "present" | "away";

export interface Sight {
  visible: boolean;
  focused: boolean;
  /** The conversation on the screen. */
  watched: string | null;
}

export function stanceOf(sight: Sight, conversationId: string): Stance {
  if (!sight.visible || !sight.focused) return "away";
  return sight.watched === conversationId ? "seen" : "present";
}

/** Whether a message calls for attention at all; a muted conversation only where one is mentioned and wants to hear of it. */
export function calls(fact: Fact, conversation: Conversation, me: string, mentionsThrough: boolean): boolean {
  if (!SAID.has(fact.kind) || fact.recalled || fact.sender_id === me || fact.sender_id === null) return false;
  if (fact.seq <= conversation.read_seq) return false;
  return !conversation.muted || (mentionsThrough && speaksTo(fact, me));
}

/** The number on rail, tab and icon: unread of what is not muted; of what is, one where a mention comes through. */
export function badgeOf(state: ChatState, mentionsThrough: boolean): number {
  let total = 0;
  for (const { muted, unread, mentioned } of Object.values(state.conversations)) {
    if (!muted) total += unread;
    else if (mentionsThrough && mentioned && unread > 0) total += 1;
  }
  return total;
}
