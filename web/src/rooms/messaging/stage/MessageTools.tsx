import { Ellipsis, SmilePlus } from "lucide-react";
import { type MouseEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { MenuButton } from "@/kit/MenuButton";
import { part } from "@/kit/part";
import type { Conversation, Fact } from "../calls";
import { react } from "../model/around";
import css from "./stage.module.css";
import { useMessageMenu } from "./useMessageMenu";

const EmojiPicker = part(() => import("../composer/EmojiPicker"), { floating: true });
/** Acts that have a button of their own; the others stand in the menu behind the dots. */
const FIRST = 2;
/** Pixels the picker takes above the tools, the head of the conversation included. */
const PICKER = 380;
const WIDE = 368;

/**
 * Beside the bubble, when the pointer or the focus is there. What may be done is looked up then: recall has its time. Where
 * there is room for the dots alone, everything stands behind them.
 */
export function MessageTools({ fact, conversation }: { fact: Fact; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const menu = useMessageMenu(conversation);
  const bar = useRef<HTMLDivElement>(null);
  const [, look] = useState(0);
  const [folded, setFolded] = useState(false);
  const [picking, setPicking] = useState<{ below: boolean; end: boolean } | null>(null);
  const pick = (event: MouseEvent<HTMLElement>) => {
    const { top, left } = event.currentTarget.getBoundingClientRect();
    const room = event.currentTarget.closest("[role=log]")?.getBoundingClientRect().right ?? window.innerWidth;
    setPicking(picking ? null : { below: top <= PICKER, end: left + WIDE > room });
  };
  const again = () => {
    look((was) => was + 1);
    // How much room there is the style knows.
    setFolded(bar.current?.querySelector<HTMLElement>(`.${css.spare}`)?.offsetWidth === 0);
  };
  const all = menu.acts(fact);
  return (
    <div
      ref={bar}
      className={picking ? `${css.tools} ${css.kept}` : css.tools}
      role="toolbar"
      aria-label={t("message.tools")}
      onPointerEnter={again}
      onFocusCapture={again}
    >
      {conversation.open && (
        <IconButton
          label={t("reaction.add")}
          icon={<SmilePlus size={16} />}
          active={picking !== null}
          className={css.spare}
          onClick={pick}
        />
      )}
      {all.slice(0, FIRST).map((act) => (
        <IconButton key={act.key} label={act.label} icon={act.icon} className={css.spare} onClick={act.onClick} />
      ))}
      <MenuButton
        label={t("stage.more")}
        icon={<Ellipsis size={16} />}
        items={folded ? menu.itemsFor(fact) : all.slice(FIRST).map((act) => ({ ...act }))}
      />
      {picking && (
        <EmojiPicker beside={picking} choose={(emoji) => void react(fact, emoji)} close={() => setPicking(null)} />
      )}
      {menu.more}
    </div>
  );
}
