/** HTTP calls and shapes of the messaging room, as `docs/protocol/` has them. */
import type { Page } from "@/app/types";
import type { WireConversation, WireFact } from "./model/wire";

export type FactKind = "text" | "recall" | "created" | "joined" | "left" | "removed" | "renamed" | "owner";

export interface Quote {
  seq: number;
  sender_id: string | null;
  text: string | null;
}

/** One fact of a conversation; facts are numbered without holes by `seq`. */
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

export interface Face {
  name: string;
  avatar: string | null;
  /** What stands beside the name in the stream: a post or a department. */
  post?: string | null;
}

export interface Conversation {
  id: string;
  kind: "direct" | "group" | "department";
  name: string;
  realm_id: string;
  organisation_id: string | null;
  department_id: string | null;
  owner_id: string | null;
  members: number;
  last_seq: number;
  read_seq: number;
  unread: number;
  mentioned: boolean;
  pinned: boolean;
  muted: boolean;
  /** False: nobody may write here any more. */
  open: boolean;
  peer: ({ id: string } & Face) | null;
  last: Fact | null;
  recall_within: number;
  updated_at: string;
}

export interface Seat {
  person_id: string;
  name: string;
  avatar: string | null;
  post: string | null;
  role: "owner" | "member";
}

export interface EffectRow {
  person_id: string;
  name: string;
  avatar?: string | null;
  post: string | null;
  at: string | null;
  device: string | null;
}

export interface Effects {
  /** People the message is meant for: delivered and not yet. */
  total: number;
  delivered: number;
  confirmed: number;
  handled: number;
  at: string;
  items: EffectRow[];
  next: string | null;
}

export interface SendBody {
  client_id: string;
  text: string;
  mentions: string[];
  reply_to: number | null;
  sent_at: string;
}

export interface FactPage {
  items: WireFact[];
  people: Record<string, Face>;
  more: boolean;
}

export type NewConversation =
  | { kind: "direct"; person_id: string }
  | { kind: "group"; organisation_id: string; name: string; person_ids: string[] };

type Done = { answer: undefined };

export interface MessagingCalls {
  "/api/conversations": {
    get: {
      query: { after?: string; limit?: number };
      answer: Page<WireConversation> & { people: Record<string, Face> };
    };
    post: { body: NewConversation; answer: WireConversation };
  };
  "/api/conversations/{conversation_id}": {
    get: { answer: WireConversation };
    patch: { body: { name: string }; answer: WireConversation };
  };
  "/api/conversations/{conversation_id}/preferences": { put: { body: { pinned: boolean; muted: boolean } } & Done };
  "/api/conversations/{conversation_id}/members": {
    get: { query: { after?: string; limit?: number }; answer: Page<Seat> };
    post: { body: { person_ids: string[] } } & Done;
  };
  "/api/conversations/{conversation_id}/members/{person_id}": { delete: Done };
  "/api/conversations/{conversation_id}/people": {
    get: { query: { ids: string }; answer: { people: Record<string, Face> } };
  };
  "/api/conversations/{conversation_id}/departure": { post: Done };
  "/api/conversations/{conversation_id}/owner": { put: { body: { person_id: string } } & Done };
  "/api/conversations/{conversation_id}/messages": {
    get: { query: { before?: number; after?: number; limit?: number }; answer: FactPage };
    post: { body: SendBody; answer: WireFact };
  };
  "/api/conversations/{conversation_id}/messages/{seq}/recall": { post: Done };
  "/api/conversations/{conversation_id}/read": { put: { body: { seq: number } } & Done };
  "/api/conversations/{conversation_id}/messages/{seq}/effects": {
    get: { query: { state: "confirmed" | "waiting"; after?: string; limit?: number }; answer: Effects };
  };
}
