import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";
import { useIsPhone } from "@/app/appearance";
import { socket } from "@/app/live";
import { asProblem } from "@/app/problem";
import { useStore } from "@/app/store";
import { toast } from "@/kit/toast";
import { stuck, type Uploads, useUploads } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { edit } from "../model/around";
import { type Draft, draftOf, drafts, endEdit, mentioned, setDraft } from "../model/drafts";
import { sendFiles } from "../model/filing";
import { send } from "../model/sending";

/** The draft of a conversation and what one does with it. */
export function useComposer(conversation: Conversation, field: RefObject<HTMLTextAreaElement | null>) {
  const { id } = conversation;
  const phone = useIsPhone();
  const draft = useStore(drafts, (all) => draftOf(all, id));
  // Unknown until one writes: a draft that ends in "@" asks for nobody.
  const [caret, setCaret] = useState<number | null>(null);
  const { items } = useUploads(id, conversation.organisation_id);
  const setPlaced = usePlaced(field);

  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (!phone) field.current?.focus({ preventScroll: true });
  }, [phone, field]);

  const place = useCallback(
    (text: string, at: number) => {
      setDraft(id, { text });
      setCaret(at);
      setPlaced({ at });
    },
    [id, setPlaced],
  );

  const insert = useCallback(
    (piece: string) => {
      const text = draftOf(drafts.get(), id).text;
      const at = field.current?.selectionStart ?? text.length;
      const to = field.current?.selectionEnd ?? at;
      place(text.slice(0, at) + piece + text.slice(to), at + piece.length);
    },
    [id, field, place],
  );

  const files = draft.editing ? [] : items;
  const sendable = fits(draft.text, files);
  return {
    empty: draft.text === "" && files.length === 0 && !draft.editing,
    text: draft.text,
    caret: caret ?? 0,
    sendable,
    editing: draft.editing !== null,
    insert,
    place,
    moved: (at: number) => setCaret((was) => (was === null ? null : at)),
    write: (text: string, at: number) => {
      setDraft(id, { text });
      setCaret(at);
    },
    name: (person: string, name: string) => setDraft(id, { names: { ...draft.names, [person]: name } }),
    send: () => {
      if (!sendable) return;
      if (draft.editing) return void change(id, draft);
      const mentions = mentioned(draft.text, draft.names);
      const leave = files.length > 0 ? sendFiles : send;
      leave(id, { text: draft.text.trim(), mentions, reply_to: draft.reply_to });
      setDraft(id, { text: "", names: {}, reply_to: null, editing: null });
      field.current?.focus();
    },
  };
}

/** Puts the caret where it is to be, with the text it belongs to: what is typed in between would be written behind it. */
function usePlaced(field: RefObject<HTMLTextAreaElement | null>) {
  const [placed, setPlaced] = useState<{ at: number } | null>(null);
  useLayoutEffect(() => {
    if (!placed) return;
    field.current?.focus();
    field.current?.setSelectionRange(placed.at, placed.at);
  }, [placed, field]);
  return setPlaced;
}

/** Something to send, and nothing that stands in its way: what is still being uploaded may be sent now. */
function fits(text: string, files: Uploads["items"]): boolean {
  return (text.trim() !== "" || files.length > 0) && !files.some(stuck) && [...text].length <= socket.limits.text;
}

/** Changes the message being edited; what is refused stays in the field. */
async function change(id: string, draft: Draft): Promise<void> {
  if (!draft.editing) return;
  try {
    await edit(id, draft.editing.seq, draft.text.trim(), mentioned(draft.text, draft.names));
    endEdit(id);
  } catch (error) {
    toast(asProblem(error).message, { urgent: true });
  }
}
