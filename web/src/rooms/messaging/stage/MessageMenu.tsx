import type { ReactElement } from "react";
import { ContextMenu } from "@/kit/ContextMenu";
import type { Conversation } from "../calls";
import { chat } from "../model/chat";
import css from "./stage.module.css";
import { useMessageMenu } from "./useMessageMenu";

/** One menu for the whole stream; on a phone a long press opens it. */
export function MessageMenu({ conversation, children }: { conversation: Conversation; children: ReactElement }) {
  const menu = useMessageMenu(conversation);
  const itemsFor = (pressed: HTMLElement) => {
    // A link keeps the browser's own menu, and so does selected text.
    if (pressed.closest("a") || document.getSelection()?.toString()) return null;
    const seq = Number(pressed.closest<HTMLElement>("[data-seq]")?.dataset.seq);
    const fact = chat.get().timelines[conversation.id]?.facts.find((one) => one.seq === seq);
    return fact ? menu.itemsFor(fact) : null;
  };
  return (
    <>
      <ContextMenu itemsFor={itemsFor} className={css.fill}>
        {children}
      </ContextMenu>
      {menu.more}
    </>
  );
}
