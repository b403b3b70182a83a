/** What changes the chat: events of the socket (docs/protocol/realtime.md), pages that were read, and acts of this device. */
import type { Conversation, Face, Fact, ServerDraft } from "../calls";
import type { KeptEvent } from "./kept";
import type { Outgoing } from "./state";

type People = Record<string, Face>;

export interface Snapshot {
  t: "snapshot";
  conversations: Conversation[];
  next: string | null;
  people: People;
}

export type SocketEvent =
  | Snapshot
  | ({ t: "message" } & Fact)
  | { t: "read"; conversation_id: string; seq: number; unread?: number; mentioned?: boolean }
  | {
      t: "receipts";
      conversation_id: string;
      marks: [seq: number, confirmed: number, delivered: number, handled: number][];
    }
  | ({ t: "conversation" } & Conversation)
  | { t: "own"; conversation_id: string; seq: number; favourite: boolean | null; votes: number[] | null }
  | { t: "draft"; conversation_id: string; draft: ServerDraft | null }
  | { t: "gone"; conversation_id: string };

export type LocalEvent =
  | { t: "signed_in"; me: string }
  | KeptEvent
  /** A run read over HTTP, from `first` to `last`. `latest` and `window` replace what was loaded; `before` and `after` extend it. */
  | {
      t: "page";
      conversation_id: string;
      where: "latest" | "window" | "before" | "after";
      facts: Fact[];
      first: number;
      last: number;
      people: People;
      start: boolean;
      end: boolean;
    }
  /** A further page of the list, and what was heard while it was on its way. */
  | { t: "list_page"; conversations: Conversation[]; next: string | null; meanwhile: ChatEvent[] }
  | { t: "people"; people: People }
  | { t: "queued"; outgoing: Outgoing }
  | { t: "failed"; conversation_id: string; client_id: string; why: string }
  | { t: "retried"; conversation_id: string; client_id: string }
  | { t: "discarded"; conversation_id: string; client_id: string }
  | { t: "preferences"; conversation_id: string; pinned: boolean; muted: boolean }
  | { t: "forget_timeline"; conversation_id: string };

export type ChatEvent = SocketEvent | LocalEvent;
