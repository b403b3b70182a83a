import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { ContextMenu } from "@/kit/ContextMenu";
import { part } from "@/kit/part";
import type { Conversation, Fact } from "../calls";
import { chat } from "../model/chat";
import { useMessageActs } from "./messageActs";
import { quickReactions } from "./quickReactions";
import css from "./stage.module.css";

const AllReactions = part(() => import("../dialogs/AllReactions"), { floating: true });

/** One menu for the whole stream; on a phone a long press opens it. */
export function MessageMenu({ conversation, children }: { conversation: Conversation; children: ReactElement }) {
  const { t } = useTranslation("messaging");
  const [reacting, setReacting] = useState<Fact | null>(null);
  const acts = useMessageActs(conversation);
  const itemsFor = (pressed: HTMLElement) => {
    // A link keeps the browser's own menu, and so does selected text.
    if (pressed.closest("a") || document.getSelection()?.toString()) return null;
    const seq = Number(pressed.closest<HTMLElement>("[data-seq]")?.dataset.seq);
    const fact = chat.get().timelines[conversation.id]?.facts.find((one) => one.seq === seq);
    if (!fact) return null;
    const first = conversation.open && fact.kind === "text" ? quickReactions(fact, t, () => setReacting(fact)) : [];
    return [...first, ...acts(fact).map((act) => ({ ...act }))];
  };
  return (
    <>
      <ContextMenu itemsFor={itemsFor} className={css.fill}>
        {children}
      </ContextMenu>
      {reacting && <AllReactions fact={reacting} close={() => setReacting(null)} />}
    </>
  );
}
