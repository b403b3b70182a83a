import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { Conversation } from "../calls";
import { markSeen } from "../model/reading";
import type { Timeline } from "../model/state";

/** Half of a message on the screen, or a message that fills half of the screen, counts as seen. */
const HALF = 0.5;

export type Watch = (element: HTMLElement | null, seq: number) => (() => void) | undefined;

function attentive(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** Marks as read what really stood on the screen of a focused window. Gives rows a way to be watched. */
export function useSeen(
  scroller: RefObject<HTMLDivElement | null>,
  conversation: Conversation,
  timeline: Timeline,
): Watch {
  const latest = useRef({ conversation, timeline });
  latest.current = { conversation, timeline };
  const watcher = useMemo(() => seenWatcher(scroller, latest), [scroller]);
  useEffect(() => watcher.start(), [watcher]);
  return watcher.watch;
}

function seenWatcher(
  scroller: RefObject<HTMLDivElement | null>,
  latest: RefObject<{ conversation: Conversation; timeline: Timeline }>,
) {
  const visible = new Map<Element, number>();
  const rows = new Map<Element, number>();
  let observer: IntersectionObserver | null = null;

  const tell = () => {
    if (!attentive() || visible.size === 0) return;
    const { conversation, timeline } = latest.current;
    const seq = Math.max(...visible.values());
    // What follows the last visible row without a row of its own (a recall, a reaction) is seen with it.
    const lowest = timeline.end && seq >= (timeline.facts.at(-1)?.seq ?? 0);
    markSeen(conversation.id, lowest ? timeline.last : seq);
  };

  const crossed = (entries: IntersectionObserverEntry[]) => {
    for (const entry of entries) {
      const seq = rows.get(entry.target);
      const share = Math.max(
        entry.intersectionRatio,
        entry.intersectionRect.height / (entry.rootBounds?.height || Number.POSITIVE_INFINITY),
      );
      if (seq !== undefined && entry.isIntersecting && share >= HALF) visible.set(entry.target, seq);
      else visible.delete(entry.target);
    }
    tell();
  };

  const start = () => {
    const thresholds = [0, 0.25, HALF, 0.75, 1];
    observer = new IntersectionObserver(crossed, { root: scroller.current, threshold: thresholds });
    for (const element of rows.keys()) observer.observe(element);
    window.addEventListener("focus", tell);
    document.addEventListener("visibilitychange", tell);
    return () => {
      observer?.disconnect();
      observer = null;
      window.removeEventListener("focus", tell);
      document.removeEventListener("visibilitychange", tell);
    };
  };

  const watch: Watch = (element, seq) => {
    if (!element) return undefined;
    rows.set(element, seq);
    observer?.observe(element);
    return () => {
      rows.delete(element);
      visible.delete(element);
      observer?.unobserve(element);
    };
  };

  return { start, watch };
}
