/** Whether a message rings, where, and what the badge counts. Pure. */
import { type Conversation, type Fact, SAID } from "../calls";
import { speaksTo } from "../model/facts";
import { reminded } from "../model/governing";
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

/**
 * Whether a conversation shown anew says that one is reminded just now of what one has not confirmed: later than this
 * device knew, or, where it did not know the announcement, later than the last that happened there.
 */
export function reminds(was: Conversation | undefined, now: Conversation, me: string): boolean {
  if (!reminded(now, me)) return false;
  const { announcement, updated_at } = now;
  const known = was?.announcement && was.announcement.seq === announcement?.seq ? was.announcement : null;
  const since = known ? (known.reminded_at ?? known.at) : updated_at;
  return Date.parse(announcement?.reminded_at ?? "") > Date.parse(since);
}

/** Whether a reminder still calls: not confirmed meanwhile; in a muted conversation where what mentions one does. */
export function stillReminds(conversation: Conversation, me: string, mentionsThrough: boolean): boolean {
  return reminded(conversation, me) && (!conversation.muted || mentionsThrough);
}

/** The number on rail, tab and icon: unread of what is not muted; of what is, one where a mention comes through. */
export function badgeOf(state: ChatState, mentionsThrough: boolean): number {
  let total = 0;
  for (const conversation of Object.values(state.conversations)) {
    const { muted, unread, mentioned } = conversation;
    // A reminder counts until one has confirmed, also where everything is read.
    const asked = reminded(conversation, state.me);
    if (!muted) total += Math.max(unread, Number(asked));
    else if (mentionsThrough && ((mentioned && unread > 0) || asked)) total += 1;
  }
  return total;
}
