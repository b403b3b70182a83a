import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { FileTray, final, stuck, type Uploads, useUploads } from "@/rooms/files/door";
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
      <Held items={items.filter(stuck)} />
      {items.some(({ mime, name }) => asItIs(mime, name)) && <p className={css.hint}>{t("composer.asItIs")}</p>}
    </>
  );
}

/** What keeps the message from leaving, and what to do about it. */
function Held({ items }: { items: Uploads["items"] }) {
  const { t } = useTranslation("messaging");
  const never = items.filter(({ problem }) => problem && final(problem));
  const told = never.length > 0 ? never : items;
  const [first] = told;
  if (!first) return null;
  const way = told === never ? "remove" : "retry";
  return (
    <p className={`${css.hint} ${css.held}`} role="alert">
      {t(`composer.held.${told.length > 1 ? `${way}Some` : way}`, { name: first.name, number: told.length })}
    </p>
  );
}
