import { useTranslation } from "react-i18next";
import type { Conversation, Quote } from "../calls";
import { useChat } from "../model/chat";
import { usePlace } from "../usePlace";
import { brief, nameOf } from "../words";
import css from "./stage.module.css";

/** What is answered; a click goes there. */
export function Quoted({ quote, conversation }: { quote: Quote; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const name = useChat((state) => nameOf(state.people, state.me, quote.sender_id, t));
  const carried = quote.carries ? `[${t(`content.${quote.carries}`)}]` : "";
  const text = quote.text === null ? t("message.quoteGone") : brief(quote.text) || carried;
  return (
    <button
      type="button"
      className={css.quote}
      title={t("message.jump")}
      onClick={() => place.open(conversation.id, quote.seq)}
    >
      {quote.sender_id && <b>{name}</b>} {text}
    </button>
  );
}
