/** What one may do with a message; the hover tools and the menu offer the same. */
import { Copy, Reply, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { asProblem } from "@/app/problem";
import { toast } from "@/kit/toast";
import type { Conversation, Fact } from "../calls";
import { chat, line } from "../model/chat";
import { rememberTakenBack, setDraft } from "../model/drafts";
import { nameOf } from "../words";

export interface Act {
  key: string;
  label: string;
  icon: ReactNode;
  onClick: () => void;
}

export function recallable(fact: Fact, conversation: Conversation, me: string, now = Date.now()): boolean {
  const young = now - Date.parse(fact.at) < conversation.recall_within * 1000;
  return fact.sender_id === me && fact.kind === "text" && !fact.recalled && young;
}

async function recall(fact: Fact): Promise<void> {
  const place = { conversation_id: fact.conversation_id, seq: fact.seq };
  if (fact.text !== null) rememberTakenBack(fact.conversation_id, fact.seq, fact.text);
  try {
    const transport = line();
    if (transport?.ready) await transport.command("recall", place);
    else
      await take(api.POST("/api/conversations/{conversation_id}/messages/{seq}/recall", { params: { path: place } }));
  } catch (error) {
    toast(asProblem(error).message, { urgent: true });
  }
}

export function useMessageActs(conversation: Conversation): (fact: Fact) => Act[] {
  const { t } = useTranslation("messaging");
  return (fact) => {
    const { me, people } = chat.get();
    const reply = () => {
      const name = nameOf(people, me, fact.sender_id, t);
      const quote = { seq: fact.seq, sender_id: fact.sender_id ?? "", text: fact.text, name };
      setDraft(conversation.id, { reply_to: quote });
      document.querySelector<HTMLElement>("[data-composer]")?.focus();
    };
    const copy = () => void navigator.clipboard?.writeText(fact.text ?? "").then(() => toast(t("message.copied")));
    const acts: Act[] = [
      { key: "reply", label: t("message.reply"), icon: <Reply size={16} />, onClick: reply },
      { key: "copy", label: t("message.copy"), icon: <Copy size={16} />, onClick: copy },
    ];
    if (recallable(fact, conversation, me)) {
      acts.push({
        key: "recall",
        label: t("message.recall"),
        icon: <RotateCcw size={16} />,
        onClick: () => void recall(fact),
      });
    }
    return acts;
  };
}
