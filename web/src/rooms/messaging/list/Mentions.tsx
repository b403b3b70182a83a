import { Link } from "@tanstack/react-router";
import { AtSign } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { Face } from "../calls";
import { useChat } from "../model/chat";
import { brief, nameOf } from "../words";
import css from "./list.module.css";
import { type Mention, useMentionList } from "./mentions";
import { useArrows } from "./useArrows";

/** Every message that mentions one or everybody, newest first; what is unread is marked until it is read anywhere. */
export default function Mentions({ current }: { current: string | undefined }) {
  const { t } = useTranslation("messaging");
  const list = useMentionList();
  const scroller = useRef<HTMLDivElement>(null);
  const arrows = useArrows(scroller);
  if (list.error && !list.data) return <ErrorState problem={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton rows={7} />;
  const people = Object.assign({}, ...list.data.map((page) => page.people)) as Record<string, Face>;
  const items = list.data.flatMap((page) => page.items);
  if (items.length === 0) {
    return <EmptyState icon={<AtSign />} title={t("mentions.none")} hint={t("mentions.noneHint")} />;
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows move the focus between the links inside
    <div className={css.rows} ref={scroller} onKeyDown={arrows}>
      <ol className={css.mentions} aria-label={t("mentions.label")}>
        {items.map((item, index) => (
          <li key={`${item.fact.conversation_id}/${item.fact.seq}`}>
            <MentionRow item={item} people={people} index={index} current={current} />
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <button
          type="button"
          className={css.more}
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("mentions.more")}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  item: Mention;
  people: Record<string, Face>;
  index: number;
  current: string | undefined;
}

function MentionRow({ item: { fact, conversation, unread }, people, index, current }: RowProps) {
  const { t } = useTranslation("messaging");
  const me = useChat((state) => state.me);
  const here = useChat((state) => state.conversations[conversation.id]?.read_seq);
  const fresh = here === undefined ? unread : fact.seq > here;
  const sender = fact.sender_id ?? "";
  const who = nameOf(people, me, fact.sender_id ?? null, t);
  return (
    <Link
      to={`/messages/${conversation.id}`}
      search={{ at: fact.seq } as never}
      data-row={index}
      data-mention={`${conversation.id}/${fact.seq}`}
      className={css.mention}
      aria-current={conversation.id === current ? "true" : undefined}
    >
      <PersonAvatar id={sender} name={who} src={people[sender]?.avatar ?? null} />
      <span className={css.words}>
        <span className={css.first}>
          <span className={css.name}>{who}</span>
          {conversation.kind !== "direct" && <span className={css.where}>{conversation.name}</span>}
          <When at={fact.at} as="brief" className={css.time} />
        </span>
        <span className={css.quote}>{brief(fact.text ?? "")}</span>
      </span>
      {fresh && <i className={css.dot} role="img" aria-label={t("mentions.unread")} />}
    </Link>
  );
}
