import { BellOff, BellRing, CheckCheck, Pin, PinOff } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ContextMenu } from "@/kit/ContextMenu";
import type { Conversation } from "../calls";
import { chat } from "../model/chat";
import { prefer } from "../model/conversations";
import { markAllRead } from "../model/reading";
import css from "./list.module.css";

/** One menu for the whole list: it opens for the row under the pointer or the focus. */
export function RowMenu({ children }: { children: ReactElement }) {
  const { t } = useTranslation("messaging");
  const of = (pressed: HTMLElement) => {
    const row = pressed.closest<HTMLElement>("[data-conversation]");
    const on = chat.get().conversations[row?.dataset.conversation ?? ""];
    return on ? itemsFor(on, t) : null;
  };
  return (
    <ContextMenu itemsFor={of} className={css.fill}>
      {children}
    </ContextMenu>
  );
}

export function itemsFor(on: Conversation, t: (key: string) => string) {
  return [
    {
      key: "pin",
      icon: on.pinned ? <PinOff size={16} /> : <Pin size={16} />,
      label: t(on.pinned ? "menu.unpin" : "menu.pin"),
      onClick: () => void prefer(on, { pinned: !on.pinned }),
    },
    {
      key: "mute",
      icon: on.muted ? <BellRing size={16} /> : <BellOff size={16} />,
      label: t(on.muted ? "menu.unmute" : "menu.mute"),
      onClick: () => void prefer(on, { muted: !on.muted }),
    },
    {
      key: "read",
      icon: <CheckCheck size={16} />,
      label: t("menu.markRead"),
      disabled: on.unread === 0,
      onClick: () => markAllRead(on.id),
    },
  ];
}
