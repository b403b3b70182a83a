import { useState } from "react";
import { useTranslation } from "react-i18next";
import { part } from "@/kit/part";
import type { Conversation, Fact } from "../calls";
import { useMessageActs } from "./messageActs";
import { quickReactions } from "./quickReactions";

const AllReactions = part(() => import("../dialogs/AllReactions"), { floating: true });

/** Everything one may do with a message as a menu, emoji in the first line; `more` is what opens out of it. */
export function useMessageMenu(conversation: Conversation) {
  const { t } = useTranslation("messaging");
  const [reacting, setReacting] = useState<Fact | null>(null);
  const acts = useMessageActs(conversation);
  const itemsFor = (fact: Fact) => [
    ...(conversation.open && fact.kind === "text" ? quickReactions(fact, t, () => setReacting(fact)) : []),
    ...acts(fact).map((act) => ({ ...act })),
  ];
  const more = reacting && <AllReactions fact={reacting} close={() => setReacting(null)} />;
  return { itemsFor, acts, more };
}
