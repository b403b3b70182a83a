/** Files into what is being written, and voices sent at once. */
import i18next from "i18next";
import { socket } from "@/app/live";
import { toast } from "@/kit/toast";
import { addFiles, filesOf, type Recorded } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { draftOf, drafts, setDraft } from "../model/drafts";
import { send } from "../model/sending";
import { toField } from "../stage/anew";

/** Puts files into the tray of a conversation, as many as one message takes. */
export function attach({ id, organisation_id }: Conversation, files: File[]): void {
  const most = socket.limits.files;
  const room = Math.max(0, most - filesOf(id).length);
  if (files.length > room) toast(i18next.t("messaging:composer.filesMost", { count: most }), { urgent: true });
  addFiles(files.slice(0, room), { tray: id, realm: organisation_id });
  toField();
}

export function sendVoice({ id, organisation_id }: Conversation, { file, duration_ms, waveform }: Recorded): void {
  const client_id = crypto.randomUUID();
  addFiles([file], { tray: client_id, realm: organisation_id, facts: { duration_ms, waveform } });
  const { reply_to } = draftOf(drafts.get(), id);
  send(id, { text: "", mentions: [], reply_to, carrying: "voice", client_id });
  setDraft(id, { reply_to: null });
}
