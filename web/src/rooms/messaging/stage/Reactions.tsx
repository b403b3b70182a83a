import { MessageSquareReply } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { part } from "@/kit/part";
import type { Fact } from "../calls";
import css from "../content/content.module.css";
import { react } from "../model/around";
import { useChat } from "../model/chat";
import { usePlace } from "../usePlace";

const Reactors = part(() => import("../dialogs/Reactors"), { floating: true });

/** Under a message: what was put on it (a press adds one's own or takes it back), and its thread. */
export function Reactions({ fact }: { fact: Fact }) {
  const { t } = useTranslation("messaging");
  const [listing, setListing] = useState(false);
  const shut = useChat((state) => state.conversations[fact.conversation_id]?.open === false);
  if (fact.reactions.length === 0) return null;
  return (
    <div className={css.reactions}>
      {fact.reactions.map((one) => (
        <button
          key={one.emoji}
          type="button"
          className="thumb"
          disabled={shut}
          aria-pressed={one.mine === true}
          aria-label={t("reaction.count", { emoji: one.emoji, count: one.count })}
          onClick={() => void react(fact, one.emoji)}
        >
          {one.emoji} {one.count}
        </button>
      ))}
      <button type="button" className="thumb" aria-label={t("reaction.who")} onClick={() => setListing(true)}>
        …
      </button>
      {listing && <Reactors fact={fact} close={() => setListing(false)} />}
    </div>
  );
}

export function ThreadLine({ fact }: { fact: Fact }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  if (fact.replies === 0) return null;
  return (
    <button type="button" className={css.thread} onClick={() => place.showThread(fact.seq)}>
      <MessageSquareReply aria-hidden="true" />
      {t("thread.replies", { count: fact.replies })}
    </button>
  );
}
