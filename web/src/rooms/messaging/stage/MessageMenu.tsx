import Dropdown from "antd/es/dropdown";
import { type MouseEvent, type ReactElement, useState } from "react";
import { useLongPress } from "@/kit/useLongPress";
import type { Conversation, Fact } from "../calls";
import { chat } from "../model/chat";
import { useMessageActs } from "./messageActs";
import css from "./stage.module.css";

/** One menu for the whole stream; on a phone a long press opens it. */
export function MessageMenu({ conversation, children }: { conversation: Conversation; children: ReactElement }) {
  const acts = useMessageActs(conversation);
  const [on, setOn] = useState<Fact | null>(null);
  const press = useLongPress();
  const choose = (event: MouseEvent) => {
    const element = (event.target as HTMLElement).closest<HTMLElement>("[data-seq]");
    // A link keeps the browser's own menu, and so does selected text.
    const plain = (event.target as HTMLElement).closest("a") || document.getSelection()?.toString();
    const seq = Number(element?.dataset.seq);
    const fact = chat.get().timelines[conversation.id]?.facts.find((one) => one.seq === seq);
    setOn(fact && !plain ? fact : null);
    if (!fact || plain) event.stopPropagation();
  };
  return (
    <Dropdown
      trigger={["contextMenu"]}
      menu={{ items: on ? acts(on).map((act) => ({ ...act })) : [] }}
      destroyOnHidden
      autoFocus
    >
      <div className={css.fill} onContextMenuCapture={choose} {...press}>
        {children}
      </div>
    </Dropdown>
  );
}
