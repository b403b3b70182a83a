import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLayer } from "@/kit/layers";
import css from "./composer.module.css";
import { emoji } from "./emoji";

const COLUMNS = 9;

/** A small set, for the office. Arrows move, Enter chooses, Esc closes. */
export default function EmojiPicker({ choose, close }: { choose: (text: string) => void; close: () => void }) {
  const { t } = useTranslation("messaging");
  const panel = useRef<HTMLDivElement>(null);
  useLayer(true, close);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      const target = event.target as Element;
      if (!panel.current?.contains(target) && !target.closest("[aria-pressed]")) close();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [close]);
  const arrows = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (!step) return;
    const all = [...(panel.current?.querySelectorAll("button") ?? [])];
    event.preventDefault();
    all[all.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };
  return (
    <div ref={panel} className={css.emoji} role="dialog" aria-label={t("composer.emoji")} onKeyDown={arrows}>
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
