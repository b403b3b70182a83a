import { useTranslation } from "react-i18next";
import css from "./composer.module.css";
import { emoji } from "./emoji";
import { gridArrows } from "./usePanel";

/** A small set, for the office. Arrows move, Enter chooses. */
export function EmojiGrid({ choose }: { choose: (emoji: string) => void }) {
  const { t } = useTranslation("messaging");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons in it
    <div className={css.signs} onKeyDown={gridArrows}>
      {emoji.map((group) => (
        <section key={group.name} aria-label={t(`emoji.${group.name}`)}>
          <h3>{t(`emoji.${group.name}`)}</h3>
          <div>
            {group.signs.map((sign) => (
              <button key={sign} type="button" onClick={() => choose(sign)}>
                {sign}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
