import { Link } from "@tanstack/react-router";
import { BellOff, BellRing, CircleAlert, Pin } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { GroupAvatar, PersonAvatar } from "@/kit/Avatar";
import { PresenceMark } from "@/kit/PresenceMark";
import { When } from "@/kit/When";
import { useTrayCount } from "@/rooms/files/door";
import type { Conversation } from "../calls";
import { titleOf, useChat } from "../model/chat";
import { drafts } from "../model/drafts";
import { reminded, waits } from "../model/governing";
import { brief, preview } from "../words";
import css from "./list.module.css";

interface Props {
  conversation: Conversation;
  index: number;
  current: boolean;
  /** One row of the list is in the tab order; the arrows move within. */
  reachable: boolean;
}

export function ConversationFace({ conversation, size }: { conversation: Conversation; size?: number }) {
  const { peer } = conversation;
  const title = titleOf(conversation);
  if (peer) {
    const mark = <PresenceMark person={peer.id} />;
    return <PersonAvatar id={peer.id} name={title} src={peer.avatar} mark={mark} {...(size && { size })} />;
  }
  return <GroupAvatar id={conversation.id} name={title} {...(size && { size })} />;
}

export const ConversationRow = memo(function ConversationRow({ conversation, index, current, reachable }: Props) {
  const { t } = useTranslation("messaging");
  const { id, pinned, muted } = conversation;
  return (
    <Link
      to={`/messages/${id}`}
      data-row={index}
      data-conversation={id}
      tabIndex={reachable ? 0 : -1}
      className={[css.row, pinned && css.pinned].filter(Boolean).join(" ")}
      aria-current={current ? "page" : undefined}
    >
      <ConversationFace conversation={conversation} />
      <span className={css.words}>
        <span className={css.first}>
          <span className={css.name}>{titleOf(conversation)}</span>
          {pinned && <Pin className={css.sign} aria-label={t("list.pinned")} />}
          {muted && <BellOff className={css.sign} aria-label={t("list.muted")} />}
          <When at={conversation.updated_at} as="brief" className={css.time} />
        </span>
        <span className={css.second}>
          <Preview conversation={conversation} current={current} />
          <Count conversation={conversation} />
        </span>
      </span>
    </Link>
  );
});

function Preview({ conversation, current }: { conversation: Conversation; current: boolean }) {
  const { t } = useTranslation("messaging");
  const text = useChat((state) => preview(conversation, state, t));
  const failed = useChat((state) => (state.outgoing[conversation.id] ?? []).some((one) => one.state === "failed"));
  const waiting = useChat((state) => waits(conversation, state.me));
  const asked = useChat((state) => reminded(conversation, state.me));
  const files = useTrayCount(conversation.id) > 0 ? `[${t("content.files")}] ` : "";
  const draft = files + useStore(drafts, (all) => brief(all[conversation.id]?.text ?? ""));
  if (draft && !current) {
    return (
      <span className={css.preview}>
        <em>{t("list.draft")}</em> {draft}
      </span>
    );
  }
  return (
    <span className={css.preview}>
      {failed && <CircleAlert className={css.failed} aria-label={t("list.failed")} />}
      {asked && <BellRing className={css.failed} aria-label={t("announce.remindedMe")} />}
      {waiting && <em>{t("announce.waiting")} </em>}
      {conversation.requests > 0 && <em>{t("requests.count", { count: conversation.requests })} </em>}
      {conversation.mentioned && conversation.unread > 0 && <em>{t("list.mentioned")} </em>}
      {text}
    </span>
  );
}

function Count({ conversation: { unread, muted } }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  if (unread === 0) return null;
  const count = unread > 99 ? "99+" : String(unread);
  return (
    <b className={muted ? `${css.count} ${css.quiet}` : css.count}>
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t("list.unread", { count: unread })}</span>
    </b>
  );
}
