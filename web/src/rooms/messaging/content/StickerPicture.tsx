import { useTranslation } from "react-i18next";
import type { Content } from "../calls";
import css from "./content.module.css";
import { address, type Place } from "./FilesView";

interface Props {
  sticker: Extract<Content, { kind: "sticker" }>;
  place: Place | undefined;
}

/** A sticker of an organisation, by its picture in the message; until the server has the message, its place is kept. */
export function StickerPicture({ sticker: { file, label }, place }: Props) {
  const { t } = useTranslation("messaging");
  const word = label || t("content.sticker");
  if (!file || !place) return <p className={css.coming}>[{word}]</p>;
  return (
    <figure className={css.sticker}>
      <img className={css.picture} src={address(place, file, "thumb")} alt={word} title={word} loading="lazy" />
    </figure>
  );
}
