import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { MessagesSquare } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useAppearance } from "@/app/appearance";
import { useMe } from "@/app/me";
import { openPalette } from "@/app/palette-door";
import { store, useStore } from "@/app/store";
import { part } from "@/kit/part";
import { EmptyState, Skeleton } from "@/kit/states";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import { loadMoreConversations } from "../model/listing";
import { ordered } from "../model/state";
import { missed } from "../notify/missed";
import { usePlace } from "../usePlace";
import { ConversationRow } from "./ConversationRow";
import { Filters, type Kind } from "./Filters";
import { ListHead } from "./ListHead";
import css from "./list.module.css";
import { RowMenu } from "./RowMenu";
import { useArrows } from "./useArrows";

const AskToNotify = part(() => import("./AskToNotify"), { floating: true });
const Mentions = part(() => import("./Mentions"));

function passes(conversation: Conversation, kind: Kind, current: string | undefined): boolean {
  if (kind === "all" || conversation.id === current) return true;
  return conversation.unread > 0;
}

/** Which list one is in: it stays while one goes from message to message. */
const chosen = store<Kind>("all");

export function ConversationList({ current }: { current: string | undefined }) {
  const place = usePlace();
  const kind = useStore(chosen, (one) => one);
  const asked = useStore(missed, (one) => one);
  useEffect(() => {
    if (place.list) chosen.set(place.list);
  }, [place.list]);
  const conversations = useChat((state) => state.conversations);
  const all = useMemo(() => ordered(conversations), [conversations]);
  const shown = useMemo(() => all.filter((one) => passes(one, kind, current)), [all, kind, current]);
  return (
    <>
      <ListHead />
      <Filters kind={kind} change={chosen.set} conversations={all} />
      <Chosen kind={kind} conversations={shown} current={current} />
      {asked && <AskToNotify />}
    </>
  );
}

interface ChosenProps {
  conversations: Conversation[];
  current: string | undefined;
  kind: Kind;
}

function Chosen({ kind, conversations, current }: ChosenProps) {
  const ready = useChat((state) => state.ready || state.kept);
  if (kind === "mentions") return <Mentions current={current} />;
  return ready ? <Rows conversations={conversations} current={current} kind={kind} /> : <Skeleton rows={9} />;
}

function Rows({ conversations, current, kind }: ChosenProps) {
  const { density, phone } = useAppearance();
  const { t } = useTranslation("messaging");
  const scroller = useRef<HTMLDivElement>(null);
  const height = phone ? 72 : density === "compact" ? 54 : 62;
  const virtual = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= conversations.length - 5;
  const more = useChat((state) => state.next !== null);
  useEffect(() => {
    // The next scroll asks again.
    if (more && nearEnd && kind === "all") void loadMoreConversations().catch(() => undefined);
  }, [more, nearEnd, kind]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [height, virtual]);
  const arrows = useArrows(scroller);
  const tabStop = Math.max(
    0,
    conversations.findIndex((one) => one.id === current),
  );
  if (conversations.length === 0) return <Nothing kind={kind} />;
  return (
    <RowMenu>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move the focus between the links inside */}
      <div className={css.rows} ref={scroller} onKeyDown={arrows}>
        <ul aria-label={t("list.label")} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const one = conversations[item.index];
            return (
              one && (
                <li key={item.key} style={{ height: item.size, top: item.start }}>
                  <ConversationRow
                    conversation={one}
                    index={item.index}
                    current={one.id === current}
                    reachable={item.index === tabStop}
                  />
                </li>
              )
            );
          })}
        </ul>
      </div>
    </RowMenu>
  );
}

function Nothing({ kind }: { kind: Kind }) {
  const { t } = useTranslation("messaging");
  const navigate = useNavigate();
  const alone = useMe().memberships.length === 0;
  if (alone && kind === "all") {
    return (
      <EmptyState
        icon={<MessagesSquare />}
        title={t("list.none.outside")}
        hint={t("list.none.outsideHint")}
        action={
          <button
            type="button"
            className={css.first_step}
            onClick={() => void navigate({ to: "/directory" as string })}
          >
            {t("list.none.outsideAct")}
          </button>
        }
      />
    );
  }
  if (kind !== "all") return <EmptyState title={t(`list.none.${kind}`)} />;
  return (
    <EmptyState
      icon={<MessagesSquare />}
      title={t("list.none.all")}
      hint={t("list.none.hint")}
      action={
        <button type="button" className={css.first_step} onClick={openPalette}>
          {t("list.none.act")}
        </button>
      }
    />
  );
}
