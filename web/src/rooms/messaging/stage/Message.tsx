import { type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { useLanguage } from "@/app/i18n";
import { useStore } from "@/app/store";
import { PersonAvatar } from "@/kit/Avatar";
import { clock, full, said } from "@/kit/time";
import { isSeen } from "@/rooms/files/door";
import { openPersonCard } from "@/rooms/organisations/door";
import type { Conversation, Fact } from "../calls";
import { Cards, ContentView, OriginLine } from "../content/ContentView";
import { useChat } from "../model/chat";
import { choose, choosing } from "../model/choosing";
import { usePlace } from "../usePlace";
import { nameOf } from "../words";
import marks from "./choosing.module.css";
import { Edited } from "./Edited";
import { LongText } from "./LongText";
import { MessageEffect } from "./MessageEffect";
import { MessageTools } from "./MessageTools";
import { Quoted } from "./Quoted";
import { Reactions, ThreadLine } from "./Reactions";
import css from "./stage.module.css";
import type { Watch } from "./useSeen";

interface Props {
  fact: Fact;
  own: boolean;
  lead: boolean;
  conversation: Conversation;
  seen: Watch;
  /** Jumped to: lit for a moment. */
  lit: boolean;
}

export const Message = memo(function Message({ fact, own, lead, conversation, seen, lit }: Props) {
  const { t } = useTranslation("messaging");
  const name = useChat(
    (state) => (fact.sender_id ? null : fact.origin?.name) ?? nameOf(state.people, state.me, fact.sender_id, t),
  );
  const picking = useStore(choosing, (all) => (all?.id === conversation.id ? all.seqs.has(fact.seq) : null));
  const choosable = picking !== null && marks.choosable;
  const classes = [css.message, own && css.own, lead && css.lead, lit && css.lit, choosable, picking && marks.picked];
  return (
    <article
      className={classes.filter(Boolean).join(" ")}
      data-seq={fact.seq}
      tabIndex={-1}
      ref={(element) => seen(element, fact.seq)}
      aria-label={name}
      onClickCapture={picking === null ? undefined : (event) => pickBy(event, () => choose(conversation.id, fact.seq))}
    >
      {picking !== null && (
        <input
          type="checkbox"
          className={marks.pick}
          data-own={own || undefined}
          checked={picking}
          aria-label={t("choose.message", { name })}
          onChange={() => choose(conversation.id, fact.seq)}
        />
      )}
      <div className={css.face}>{lead && <Sender fact={fact} conversation={conversation} />}</div>
      <div className={css.said}>
        {lead && <Head fact={fact} own={own} direct={conversation.kind === "direct"} />}
        <div className={css.line}>
          <div className={plain(fact) ? css.bare : css.bubble}>
            {fact.reply_to && <Quoted quote={fact.reply_to} conversation={conversation} />}
            <OriginLine fact={fact} />
            {fact.text && (
              <LongText id={`${fact.conversation_id}/${fact.seq}`} text={fact.text} mentions={fact.mentions} />
            )}
            {fact.content && <ContentView content={fact.content} fact={fact} />}
            <Cards cards={fact.cards} />
          </div>
          <MessageTools fact={fact} conversation={conversation} />
        </div>
        <Reactions fact={fact} />
        <ThreadLine fact={fact} />
        <div className={css.foot}>
          <Edited fact={fact} />
          {own && <MessageEffect fact={fact} />}
        </div>
      </div>
    </article>
  );
});

/** While messages are chosen, a press anywhere on one chooses it, whatever else would happen there. */
function pickBy(event: MouseEvent, toggle: () => void): void {
  if (event.target instanceof HTMLInputElement && event.target.type === "checkbox") return;
  event.preventDefault();
  event.stopPropagation();
  toggle();
}

/** A sticker and pictures stand by themselves, without a bubble around them. */
function plain({ content, text, reply_to, origin }: Fact): boolean {
  if (text || reply_to || origin) return false;
  return content?.kind === "sticker" || (content?.kind === "files" && content.files.every(isSeen));
}

/** Opens the card: beside the face, or on a phone as a pane of its own. */
function Sender({ fact, conversation }: { fact: Fact; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const place = usePlace();
  const face = useChat((state) => (fact.sender_id ? state.people[fact.sender_id] : undefined));
  const id = fact.sender_id ?? "";
  const picture = (
    <PersonAvatar
      id={fact.sender_id ?? null}
      name={face?.name ?? fact.origin?.name ?? "…"}
      src={face?.avatar ?? null}
    />
  );
  // Imported: nobody here wrote it, so there is no card to open.
  if (!fact.sender_id) return picture;
  const wanted = {
    person: id,
    name: face?.name ?? "",
    avatar: face?.avatar ?? null,
    organisation: conversation.organisation_id,
  };
  return (
    <button
      type="button"
      className="thumb"
      onClick={(event) => (phone ? place.showPerson(id) : openPersonCard(wanted, event.currentTarget))}
      aria-label={t("person.card", { name: face?.name ?? "" })}
    >
      {picture}
    </button>
  );
}

function Head({ fact, own, direct }: { fact: Fact; own: boolean; direct: boolean }) {
  const { t } = useTranslation("messaging");
  const language = useLanguage();
  const face = useChat((state) => (fact.sender_id ? state.people[fact.sender_id] : undefined));
  const at = new Date(fact.at);
  return (
    <p className={css.head}>
      {!own && !direct && (
        <>
          <b>{face?.name ?? (fact.sender_id ? null : fact.origin?.name) ?? t("person.unknown")}</b>
          {face?.post && <span>{face.post}</span>}
          <i aria-hidden="true">·</i>
        </>
      )}
      <time dateTime={fact.at} title={full(at, language)}>
        {clock(at, language)}
      </time>
      {fact.sent_at && !fact.origin?.source && <Written at={fact.sent_at} />}
    </p>
  );
}

/** A message that came late stands where it arrived, and says when it was written. */
function Written({ at }: { at: string }) {
  const { t } = useTranslation(["messaging", "app"]);
  const words = { today: t("app:time.today"), yesterday: t("app:time.yesterday") };
  const moment = new Date(at);
  return <span>{t("message.written", { when: said(moment, new Date(), useLanguage(), words) })}</span>;
}
