import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { emoji } from "./emoji";
import { usePanel } from "./usePanel";

interface Props {
  choose: (text: string) => void;
  close: () => void;
  /** Beside a message instead of above the field: downwards where there is no room above, from its end where there is none after it. */
  beside?: { below: boolean; end: boolean };
}

/** A small set, for the office. Arrows move, Enter chooses, Esc closes. */
export default function EmojiPicker({ choose, close, beside }: Props) {
  const { t } = useTranslation("messaging");
  const { panel, arrows } = usePanel(close);
  return (
    <div
      ref={panel}
      className={[css.emoji, beside && css.free, beside?.below && css.below, beside?.end && css.end]
        .filter(Boolean)
        .join(" ")}
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
