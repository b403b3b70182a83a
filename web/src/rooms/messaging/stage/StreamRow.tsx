import { Megaphone } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { day } from "@/kit/time";
import type { Conversation, Fact } from "../calls";
import { useChat } from "../model/chat";
import { takenBackDraft, takeUp } from "../model/drafts";
import { usePlace } from "../usePlace";
import { nameOf, sentence } from "../words";
import above from "./above.module.css";
import { toField } from "./anew";
import { Message } from "./Message";
import { MessageEffect } from "./MessageEffect";
import { OutgoingMessage } from "./OutgoingMessage";
import type { Row } from "./rows";
import css from "./stage.module.css";
import type { Watch } from "./useSeen";

interface Props {
  row: Row;
  conversation: Conversation;
  seen: Watch;
  lit: number | null;
}

export const StreamRow = memo(function StreamRow({ row, conversation, seen, lit }: Props) {
  const { t } = useTranslation("messaging");
  switch (row.kind) {
    case "day":
      return <Day at={row.at} />;
    case "new":
      return (
        <div className={css.fresh}>
          <span>{t("stage.new")}</span>
        </div>
      );
    case "system":
      return <Sentence fact={row.fact} seen={seen} />;
    case "announced":
      return <Announced fact={row.fact} seen={seen} />;
    case "recalled":
      return <TakenBack fact={row.fact} own={row.own} conversation={conversation} seen={seen} />;
    case "outgoing":
      return <OutgoingMessage outgoing={row.outgoing} lead={row.lead} />;
    default:
      return (
        <Message
          fact={row.fact}
          own={row.own}
          lead={row.lead}
          conversation={conversation}
          seen={seen}
          lit={lit === row.fact.seq}
        />
      );
  }
});

function Day({ at }: { at: string }) {
  const { t } = useTranslation("app");
  const words = { today: t("time.today"), yesterday: t("time.yesterday") };
  return <p className={css.day}>{day(new Date(at), new Date(), useLanguage(), words)}</p>;
}

function Sentence({ fact, seen }: { fact: Fact; seen: Watch }) {
  const { t } = useTranslation("messaging");
  const text = useChat((state) => sentence(fact, state.people, state.me, t));
  return (
    <p className={css.sentence} ref={(element) => seen(element, fact.seq)}>
      {text}
    </p>
  );
}

/** An announcement where it was made, as a sheet of paper in the stream. */
function Announced({ fact, seen }: { fact: Fact; seen: Watch }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const who = useChat((state) => nameOf(state.people, state.me, fact.sender_id, t));
  return (
    <article
      className={above.announced}
      data-seq={fact.seq}
      tabIndex={-1}
      aria-label={`${t("announce.word")} · ${who}`}
      ref={(element) => seen(element, fact.seq)}
    >
      <button type="button" className={above.paper} onClick={place.showAnnouncements}>
        <b>
          <Megaphone aria-hidden="true" />
          {t("announce.word")} · {who}
        </b>
        <span>{fact.text ?? t("announce.erased")}</span>
      </button>
      <MessageEffect fact={fact} />
    </article>
  );
}

interface TakenBackProps {
  fact: Fact;
  own: boolean;
  conversation: Conversation;
  seen: Watch;
}

function TakenBack({ fact, own, conversation, seen }: TakenBackProps) {
  const { t } = useTranslation("messaging");
  const text = useChat((state) => sentence(fact, state.people, state.me, t));
  const kept = own ? takenBackDraft(conversation.id, fact.seq) : null;
  const writeAnew = () => {
    if (kept) takeUp(conversation.id, kept);
    toField();
  };
  return (
    <p className={css.sentence} ref={(element) => seen(element, fact.seq)}>
      {text}
      {kept !== null && (
        <button type="button" onClick={writeAnew}>
          {t("message.writeAnew")}
        </button>
      )}
    </p>
  );
}
