/**
 * The files of messages on their way. A message with files leaves when all of them are on the server; until then its
 * files lie in a tray of its own, under its `client_id`, where they are paused, taken up again or taken out.
 */
import i18next from "i18next";
import {
  type FileCard,
  filesOf,
  forgetTray,
  isTaken,
  moveTray,
  removeTray,
  restored,
  uploads,
} from "@/rooms/files/door";
import type { Content, NewContent } from "../calls";
import { chat } from "./chat";
import { type Draft, discard, type Filed, flush, followFiles, send } from "./sending";
import type { Outgoing } from "./state";

/** What a message with files is sent with: named by their ids, and as they will be shown. */
function contentOf(one: Outgoing, files: FileCard[]): { content: NewContent; shown: Content } | null {
  const [first] = files;
  if (!first) return null;
  if (one.carrying === "voice")
    return { content: { kind: "voice", file: first.id }, shown: { kind: "voice", file: first } };
  return { content: { kind: "files", files: files.map((file) => file.id) }, shown: { kind: "files", files } };
}

function filed(one: Outgoing): Filed {
  const items = filesOf(one.client_id);
  if (items.length === 0)
    return restored.get() && !isTaken(one.client_id) ? { gone: i18next.t("app:outbox.filesGone") } : null;
  if (items.some((item) => item.stage !== "done")) return null;
  return contentOf(
    one,
    items.flatMap((item) => item.file ?? []),
  );
}

/** Sends what lies in a conversation's tray, with the words that go with it, as soon as all of it is there. */
export function sendFiles(conversationId: string, draft: Draft): void {
  const client_id = crypto.randomUUID();
  moveTray(conversationId, client_id);
  send(conversationId, { ...draft, carrying: "files", client_id });
}

/** A message one does not want to send after all, and its files with it. */
export function throwAway(one: Outgoing): void {
  removeTray(one.client_id);
  discard(one);
}

/** A message that goes back into the field: its files lie where they can be sent again. */
export function layBack(one: Outgoing): void {
  moveTray(one.client_id, one.conversation_id);
  discard(one);
}

const carrying = (all: Record<string, Outgoing[]>) =>
  Object.values(all)
    .flat()
    .filter((one) => one.carrying);

/** From here on messages leave when their files are there, and files go out of the tray when their message is stored. */
export function startFiling(): void {
  followFiles(filed);
  const wake = () => {
    for (const one of carrying(chat.get().outgoing)) if (one.state === "sending") void flush(one.conversation_id);
  };
  uploads.subscribe(wake);
  restored.subscribe(wake);
  let known = chat.get().outgoing;
  chat.subscribe(() => {
    const { outgoing } = chat.get();
    if (outgoing === known) return;
    const left = new Set(carrying(outgoing).map((one) => one.client_id));
    const stored = carrying(known).filter((one) => !left.has(one.client_id));
    known = outgoing;
    for (const one of stored) forgetTray(one.client_id);
  });
  wake();
}
