import { ArrowDown } from "lucide-react";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLink } from "@/app/live";
import { ErrorState, Skeleton } from "@/kit/states";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import type { Outgoing, Timeline } from "../model/state";
import { MessageMenu } from "./MessageMenu";
import { rowsOf } from "./rows";
import { StreamRow } from "./StreamRow";
import css from "./stage.module.css";
import { useEdges } from "./useEdges";
import { useJump } from "./useJump";
import { useMessageArrows } from "./useMessageArrows";
import { useOpening } from "./useOpening";
import { useSeen } from "./useSeen";
import { useOwnFollowed, useStreamVirtual } from "./useStreamVirtual";

const none: Outgoing[] = [];

/**
 * What was said, oldest above. Rows are placed by `top`: placed by a transform, Chromium 156 leaves them unpainted
 * after a scroll made in the frame that laid them out.
 */
export function Stream({ conversation }: { conversation: Conversation }) {
  const { id } = conversation;
  const opening = useOpening(conversation);
  const timeline = useChat((state) => state.timelines[id]);
  if (opening.problem && !timeline) return <ErrorState problem={opening.problem} retry={opening.again} />;
  if (!timeline) {
    return (
      <div className={css.scroller}>
        <Skeleton rows={6} />
      </div>
    );
  }
  return <Run conversation={conversation} timeline={timeline} newAfter={opening.newAfter} />;
}

interface RunProps {
  conversation: Conversation;
  timeline: Timeline;
  newAfter: number | null;
}

function Run({ conversation, timeline, newAfter }: RunProps) {
  const { t } = useTranslation("messaging");
  const { id } = conversation;
  const me = useChat((state) => state.me);
  const outgoing = useChat((state) => state.outgoing[id] ?? none);
  const rows = useMemo(() => rowsOf(timeline, outgoing, { me, newAfter }), [timeline, outgoing, me, newAfter]);
  const scroller = useRef<HTMLDivElement>(null);
  const arrows = useMessageArrows();
  const { virtual, atEnd } = useStreamVirtual(scroller, rows);
  const seen = useSeen(scroller, conversation, timeline);
  const { lit, toLatest } = useJump(virtual, rows, id, timeline);
  useOwnFollowed(outgoing.length, toLatest);
  useEdges(virtual, rows.length, id, timeline);
  return (
    <div className={css.stream}>
      <MessageMenu conversation={conversation}>
        <div
          className={css.scroller}
          ref={scroller}
          role="log"
          aria-label={t("stage.stream")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the stream is scrolled by the keyboard
          tabIndex={0}
          onKeyDown={arrows}
        >
          <div className={css.canvas} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <div
                    key={item.key}
                    data-index={item.index}
                    ref={virtual.measureElement}
                    className={css.slot}
                    style={{ top: item.start }}
                  >
                    <StreamRow row={row} conversation={conversation} seen={seen} lit={lit} />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </MessageMenu>
      <EarlierOffline shown={!timeline.start && virtual.getVirtualItems()[0]?.index === 0} />
      {(!atEnd || !timeline.end) && <ToLatest unread={conversation.unread} act={toLatest} />}
    </div>
  );
}

/** What is kept ends here; what was said before is with the server. */
function EarlierOffline({ shown }: { shown: boolean }) {
  const { t } = useTranslation("messaging");
  const offline = useLink() === "offline";
  return shown && offline ? <p className={css.earlier}>{t("stage.earlierOffline")}</p> : null;
}

function ToLatest({ unread, act }: { unread: number; act: () => void }) {
  const { t } = useTranslation("messaging");
  const count = unread > 99 ? "99+" : unread;
  const words = unread > 0 ? t("stage.newBelow", { count: unread, shown: count }) : t("stage.toLatest");
  return (
    <button type="button" className={css.latest} onClick={act} title={words} aria-label={words}>
      <ArrowDown aria-hidden="true" />
      {unread > 0 && <span aria-hidden="true">{count}</span>}
    </button>
  );
}
