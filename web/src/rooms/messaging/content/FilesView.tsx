/** The files of a message: fetched through it, and looked at among all the pictures of the conversation. */
import { useMemo } from "react";
import { FileBlock, type FileCard, isSeen, openViewer, type UrlOf } from "@/rooms/files/door";
import type { Content } from "../calls";
import { chat } from "../model/chat";

export interface Place {
  conversation_id: string;
  seq: number;
}

type Filed = Extract<Content, { kind: "files" | "voice" }>;

const filesOf = (content: Filed) => (content.kind === "voice" ? [content.file] : content.files);

/** Where a file of a message is fetched. */
export function address({ conversation_id, seq }: Place, file: FileCard, variant: string, save = false): string {
  const path = `/api/conversations/${conversation_id}/messages/${seq}/files/${file.id}`;
  return `${path}?variant=${variant}${save ? "&save=true" : ""}`;
}

export function FilesView({ content, place }: { content: Filed; place: Place }) {
  const files = filesOf(content);
  const { conversation_id, seq } = place;
  const url = useMemo<UrlOf>(
    () =>
      (file, variant = "whole", save = false) =>
        address({ conversation_id, seq }, file, variant, save),
    [conversation_id, seq],
  );
  return <FileBlock files={files} url={url} look={(file) => look(file, files, place, url)} />;
}

/** Opens the viewer on a file; from a picture one goes on to those before and after it, as far as they are loaded. */
function look(file: FileCard, here: FileCard[], place: Place, url: UrlOf): void {
  const all = isSeen(file) ? seenIn(place.conversation_id) : [];
  const index = all.findIndex((one) => one.seq === place.seq && one.file.id === file.id);
  // Within messages forwarded together, and in a place that is not loaded, one looks at what stands there.
  if (index < 0) {
    const alike = here.filter((one) => isSeen(one) === isSeen(file));
    openViewer(alike, alike.indexOf(file), url);
    return;
  }
  const places = new Map(all.map((one) => [one.file, one.seq]));
  const through: UrlOf = (one, variant = "whole", save = false) =>
    address({ ...place, seq: places.get(one) ?? place.seq }, one, variant, save);
  openViewer(
    all.map((one) => one.file),
    index,
    through,
  );
}

/** The pictures and films of a conversation, in the order of its messages. */
function seenIn(conversationId: string): { file: FileCard; seq: number }[] {
  const facts = chat.get().timelines[conversationId]?.facts ?? [];
  return facts.flatMap(({ content, seq }) =>
    content?.kind === "files" ? content.files.filter(isSeen).map((file) => ({ file, seq })) : [],
  );
}
