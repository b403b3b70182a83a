import { useTranslation } from "react-i18next";
import css from "./content.module.css";
import { Face } from "./StickerFace";
import { ThingView } from "./StickerThing";
import { STICKERS } from "./stickers";

/** A sticker of the product's own set; one this client does not know is said in words. */
export function StickerView({ name, size = 120 }: { name: string; size?: number }) {
  const { t } = useTranslation("messaging");
  const drawing = STICKERS[name];
  const word = t(`sticker.${name}`, { defaultValue: t("content.sticker") });
  if (!drawing) return <p className={css.unknown}>[{word}]</p>;
  return (
    <figure className={css.sticker} style={{ width: size }}>
      <svg viewBox="0 0 120 112" role="img" aria-label={word}>
        <g transform={`rotate(${drawing.lean} 60 60)`}>
          <path className={css.loop} d="M50 18a10 10 0 0 1 20 0v6H50z" />
          <path className={css.bell} d="M38 26h44c4 22 8 34 12 54a4 4 0 0 1-4 5H30a4 4 0 0 1-4-5c4-20 8-32 12-54z" />
          <path className={css.band} d="M34 36h52M29 74h62" />
          <path className={css.clapper} d="M54 86h12l-2 9a4 4 0 0 1-8 0z" />
          <Face eyes={drawing.eyes} mouth={drawing.mouth} />
        </g>
        <ThingView thing={drawing.thing} />
      </svg>
      <figcaption aria-hidden="true">{word}</figcaption>
    </figure>
  );
}
