import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { EmojiGrid } from "./EmojiGrid";
import { usePanel } from "./usePanel";

interface Props {
  choose: (text: string) => void;
  close: () => void;
  /** Beside a message instead of above the field: downwards where there is no room above, from its end where there is none after it. */
  beside?: { below: boolean; end: boolean };
}

/** Emoji above the field or beside a message; Esc closes. */
export default function EmojiPicker({ choose, close, beside }: Props) {
  const { t } = useTranslation("messaging");
  const panel = usePanel(close);
  return (
    <div
      ref={panel}
      className={[css.emoji, beside && css.free, beside?.below && css.below, beside?.end && css.end]
        .filter(Boolean)
        .join(" ")}
      role="dialog"
      aria-label={t("composer.emoji")}
    >
      <EmojiGrid
        choose={(sign) => {
          choose(sign);
          close();
        }}
      />
    </div>
  );
}
