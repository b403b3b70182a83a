import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { FileTray, useUploads } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { draftOf, drafts } from "../model/drafts";
import css from "./composer.module.css";

/** Pictures are made anew on the server; these leave as they are, with whatever the camera or the program noted in them. */
const asItIs = (mime: string, name: string) =>
  /^video\/|^application\/pdf$|^image\/hei[cf]/.test(mime) || /\.hei[cf]$/i.test(name);

/** The files that go with what one writes. They are no part of a message one is changing. */
export function Tray({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const editing = useStore(drafts, (all) => draftOf(all, conversation.id).editing !== null);
  const { items } = useUploads(conversation.id, conversation.organisation_id);
  if (editing || items.length === 0) return null;
  return (
    <>
      <FileTray tray={conversation.id} />
      {items.some(({ mime, name }) => asItIs(mime, name)) && <p className={css.hint}>{t("composer.asItIs")}</p>}
    </>
  );
}
