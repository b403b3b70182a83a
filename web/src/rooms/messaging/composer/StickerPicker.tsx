import { useTranslation } from "react-i18next";
import { StickerView } from "../content/StickerView";
import { STICKERS } from "../content/stickers";
import css from "./composer.module.css";
import { usePanel } from "./usePanel";

/** The product's own stickers; a press sends one. */
export default function StickerPicker({ choose, close }: { choose: (name: string) => void; close: () => void }) {
  const { t } = useTranslation("messaging");
  const { panel, arrows } = usePanel(close);
  return (
    <div ref={panel} className={css.stickers} role="dialog" aria-label={t("composer.stickers")} onKeyDown={arrows}>
      {Object.keys(STICKERS).map((name) => (
        <button
          key={name}
          type="button"
          onClick={() => {
            choose(name);
            close();
          }}
        >
          <StickerView name={name} size={64} />
        </button>
      ))}
    </div>
  );
}
