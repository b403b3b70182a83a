import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { emoji } from "./emoji";
import { usePanel } from "./usePanel";

const COLUMNS = 9;

interface Props {
  choose: (text: string) => void;
  close: () => void;
  /** Opens downwards, where there is no room above. */
  below?: boolean;
}

/** A small set, for the office. Arrows move, Enter chooses, Esc closes. */
export default function EmojiPicker({ choose, close, below }: Props) {
  const { t } = useTranslation("messaging");
  const { panel, arrows } = usePanel(close, COLUMNS);
  return (
    <div
      ref={panel}
      className={below ? `${css.emoji} ${css.below}` : css.emoji}
      role="dialog"
      aria-label={t("composer.emoji")}
      onKeyDown={arrows}
    >
      {emoji.map((group) => (
        <section key={group.name} aria-label={t(`emoji.${group.name}`)}>
          <h3>{t(`emoji.${group.name}`)}</h3>
          <div>
            {group.signs.map((sign) => (
              <button
                key={sign}
                type="button"
                onClick={() => {
                  choose(sign);
                  close();
                }}
              >
                {sign}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
