import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "./rows";
import { atEnd, settle } from "./settle";

export type StreamVirtual = Virtualizer<HTMLDivElement, Element>;

const heights: Record<Row["kind"], number> = {
  day: 44,
  new: 36,
  text: 68,
  recalled: 36,
  system: 36,
  announced: 96,
  outgoing: 68,
};
const NEAR = 80;

/** Rows of unknown height, held at the end: older ones come in above without a jump, newer ones are followed from the end. */
export function useStreamVirtual(scroller: RefObject<HTMLDivElement | null>, rows: Row[]) {
  const virtual: StreamVirtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? "text"],
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR,
    overscan: 8,
    paddingStart: 8,
    paddingEnd: 16,
  });
  useFirstPosition(virtual, rows);
  useHeldAtEnd(virtual, scroller);
  return { virtual, atEnd: useAtEnd(virtual, scroller) };
}

/** Begins at the first new message when there is one, else at the end. */
function useFirstPosition(virtual: StreamVirtual, rows: Row[]): void {
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (placed.current || rows.length === 0) return;
    placed.current = true;
    const fresh = rows.findIndex((row) => row.kind === "new");
    if (fresh > 0) virtual.scrollToIndex(Math.max(0, fresh - 1), { align: "start" });
    else {
      const scroller = virtual.scrollElement;
      settle(
        scroller,
        () => virtual.scrollToEnd(),
        () => atEnd(scroller),
      );
    }
  }, [virtual, rows]);
}

/** Whoever stands at the end stays there when the frame changes: a banner comes, a keyboard opens, the field grows. */
function useHeldAtEnd(virtual: StreamVirtual, scroller: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const below = element.scrollHeight - height - element.scrollTop;
      height = element.clientHeight;
      if (below <= NEAR) virtual.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtual, scroller]);
}

/** What one sends oneself is always shown, from wherever one was reading. */
export function useOwnFollowed(queued: number, toLatest: () => void): void {
  const before = useRef(queued);
  useEffect(() => {
    if (queued > before.current) toLatest();
    before.current = queued;
  }, [queued, toLatest]);
}

function useAtEnd(virtual: StreamVirtual, scroller: RefObject<HTMLDivElement | null>): boolean {
  const [atEnd, setAtEnd] = useState(true);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setAtEnd(virtual.getDistanceFromEnd() <= NEAR * 2);
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [virtual, scroller]);
  return atEnd;
}
