/** Shapes of the messaging room. What comes over the line is made from `docs/protocol/openapi.json`. */
import type { Shape } from "@/app/types";

/** As the line carries them: fields that hold their default are left out. */
export type WireFact = Shape<"Fact">;
export type WireConversation = Shape<"ConversationView">;

export type Face = Shape<"Face">;
export type Seat = Shape<"Seat">;
export type Effects = Shape<"EffectsPage">;
export type EffectRow = Shape<"EffectRow">;
export type NewConversation = Shape<"NewConversation">;

export type FactKind = WireFact["kind"];

/** What is answered; without text when that was recalled. */
export interface Quote {
  seq: number;
  sender_id: string | null;
  text: string | null;
}

/** One fact of a conversation, all fields filled; facts are numbered without holes by `seq`. */
export interface Fact {
  conversation_id: string;
  seq: number;
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
  /** How many it reached and how many have read it; only to the sender, else null. */
  delivered: number | null;
  confirmed: number | null;
}

export interface Conversation extends Omit<WireConversation, "last"> {
  last: Fact | null;
}
