/** What this device knows of the person's conversations. Changed only by `reduce`. */
import type { Conversation, Face, Fact, NewContent, Quote } from "../calls";

/** A message on its way: shown at once, kept until the server has stored it, never lost. */
export interface Outgoing {
  client_id: string;
  conversation_id: string;
  text: string;
  mentions: string[];
  reply_to: Quote | null;
  content?: NewContent;
  /** Its files lie in the tray of its `client_id`, and it leaves when they are all there. */
  carrying?: "files" | "voice";
  sent_at: string;
  state: "sending" | "failed";
  /** Why it failed, in words; null while it is on its way or waits for the network. */
  why: string | null;
}

/** A run of a conversation: everything from position `first` to `last`, of which `facts` are what shows by itself. */
export interface Timeline {
  facts: Fact[];
  first: number;
  last: number;
  /** The first fact this person may see is loaded. */
  start: boolean;
  /** The run reaches the newest fact; facts from the socket are appended. Else it is a window somewhere in the past. */
  end: boolean;
  /** Facts that came ahead of a gap, waiting for what is missing between. */
  held: Fact[];
}

export interface ChatState {
  me: string;
  /** The first snapshot has come. */
  ready: boolean;
  /** What is shown is what this device kept: no snapshot has come yet. */
  kept: boolean;
  conversations: Record<string, Conversation>;
  /** Where the list of older conversations goes on; null at its end. */
  next: string | null;
  /** Conversations known from before the last snapshot, of which the list as read since has said nothing yet. */
  doubtful: ReadonlySet<string>;
  people: Record<string, Face>;
  timelines: Record<string, Timeline>;
  outgoing: Record<string, Outgoing[]>;
}

export function emptyChat(me = ""): ChatState {
  const nothing = { conversations: {}, next: null, people: {}, timelines: {}, outgoing: {} };
  return { me, ready: false, kept: false, doubtful: new Set(), ...nothing };
}

/** Unread is counted up to here and said as "99+". */
export const MOST_UNREAD = 100;

/** Conversations in the order of the list: pinned, then the most recently moved. */
export function ordered(conversations: Record<string, Conversation>): Conversation[] {
  return Object.values(conversations).sort(
    (a, b) => Number(b.pinned) - Number(a.pinned) || compare(b.updated_at, a.updated_at) || compare(b.id, a.id),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Conversations whose loaded end lies behind what the server has told of: to be filled by reading after `from`. */
export function gaps(state: ChatState): { id: string; from: number }[] {
  const found: { id: string; from: number }[] = [];
  for (const [id, timeline] of Object.entries(state.timelines)) {
    const conversation = state.conversations[id];
    if (!conversation || !timeline.end) continue;
    const behind = timeline.last < conversation.last_seq || timeline.held.length > 0;
    if (behind) found.push({ id, from: timeline.last });
  }
  return found;
}

/** Ids of people who are spoken of in what is shown of a conversation but not known by name. */
export function strangers(state: ChatState, id: string): string[] {
  const unknown = new Set<string>();
  const last = state.conversations[id]?.last;
  for (const fact of [...(state.timelines[id]?.facts ?? []), ...(last ? [last] : [])]) {
    for (const person of [fact.sender_id, fact.reply_to?.sender_id, ...fact.subjects, ...fact.mentions]) {
      if (person && person !== "all" && !state.people[person]) unknown.add(person);
    }
  }
  return [...unknown];
}
