import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import type { Conversation, Fact } from "../calls";
import { useMessageActs } from "./messageActs";
import css from "./stage.module.css";

/** Beside the bubble, when the pointer or the focus is there. What may be done is looked up then: recall has its time. */
export function MessageTools({ fact, conversation }: { fact: Fact; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const acts = useMessageActs(conversation);
  const [, look] = useState(0);
  const again = () => look((was) => was + 1);
  return (
    <div
      className={css.tools}
      role="toolbar"
      aria-label={t("message.tools")}
      onPointerEnter={again}
      onFocusCapture={again}
    >
      {acts(fact).map((act) => (
        <IconButton key={act.key} label={act.label} icon={act.icon} onClick={act.onClick} />
      ))}
    </div>
  );
}
