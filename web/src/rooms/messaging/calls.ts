/** Shapes of the messaging room. What comes over the line is made from `docs/protocol/openapi.json`. */
import type { Shape } from "@/app/types";

/** As the line carries them: fields that hold their default are left out. */
export type WireFact = Shape<"Fact">;
export type WireConversation = Shape<"ConversationView">;

export type Face = Shape<"Face">;
export type Seat = Shape<"Seat">;
export type Effects = Shape<"EffectsPage">;
export type EffectRow = Shape<"EffectRow">;
export type Downloads = Shape<"DownloadsPage">;
export type NewConversation = Shape<"NewConversation">;

export type FactKind = WireFact["kind"];
/** What a message carries beside its text. */
export type Content = NonNullable<WireFact["content"]>;
export type NewContent = NonNullable<Shape<"NewMessage">["content"]>;
export type Origin = Shape<"Origin">;
export type Card = Shape<"Card">;
export type Reaction = Shape<"Reaction">;
export type Votes = Shape<"Votes">;
export type ServerDraft = Shape<"Draft">;
export type Revision = Shape<"Revision">;
export type GroupSettings = Shape<"GroupSettings">;
export type Announcement = Shape<"Announcement">;
export type AnnouncementRow = Shape<"AnnouncementRow">;
export type GroupRequest = Shape<"GroupRequestRow">;

/** Facts that only change an earlier one: they are applied, and not kept. */
export const CHANGING: ReadonlySet<FactKind> = new Set(["recall", "edit", "reaction", "vote", "card", "withdrawn"]);
/** Facts that are applied and do not show by themselves: those that change others, and whoever left quietly. */
export const UNSHOWN: ReadonlySet<FactKind> = new Set([...CHANGING, "slipped"]);
/** Facts that are somebody's words, unread until one looks. */
export const SAID: ReadonlySet<FactKind> = new Set(["text", "announced"]);

/** What is answered; without text when that was recalled. */
export interface Quote {
  seq: number;
  sender_id: string | null;
  text: string | null;
  carries?: Shape<"Quote">["carries"];
}

/** One fact of a conversation, all fields filled; facts are numbered by `seq`. */
export interface Fact {
  conversation_id: string;
  seq: number;
  /** The last position whose changes are in what is known of it. */
  as_of: number;
  kind: FactKind;
  sender_id: string | null;
  at: string;
  client_id: string | null;
  /** When it was written, where that was more than a minute before it was stored. */
  sent_at: string | null;
  text: string | null;
  mentions: string[];
  reply_to: Quote | null;
  recalled: boolean;
  /** Whom the fact is about: at most 50 of `count`. */
  subjects: string[];
  count: number | null;
  /** How many the conversation has after the fact. */
  members: number | null;
  target: number | null;
  name: string | null;
  content: Content | null;
  /** Whose words a forwarded message repeats. */
  origin: Origin | null;
  cards: Card[];
  edited_at: string | null;
  /** The first message of the thread a reply belongs to, and how many replies one that began a thread has. */
  thread: number | null;
  replies: number;
  reactions: Reaction[];
  votes: Votes | null;
  /** What a reaction puts (`on`) or takes back. */
  emoji: string | null;
  on: boolean | null;
  favourite: boolean;
  /** How many it reached, how many have read it, how many handled it; only to the sender, else null. */
  delivered: number | null;
  confirmed: number | null;
  handled: number | null;
  /** Of a group, after the fact: how many admins it has, what it set; until when, which other group. */
  admins: number | null;
  settings: GroupSettings | null;
  until: string | null;
  /** An announcement asks to be confirmed. */
  confirm: boolean | null;
  other: string | null;
  /** Those who joined had asked to, or were invited, and were let in. */
  granted: WireFact["granted"];
  /** The names of the settings that are others than before. */
  changed: string[];
}

export interface Conversation extends Omit<WireConversation, "last"> {
  last: Fact | null;
}
