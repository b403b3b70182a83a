import { useCallback, useEffect, useRef, useState } from "react";
import { toastProblem } from "@/kit/toast";
import { loadAround, loadLatest } from "../model/chat";
import type { Timeline } from "../model/state";
import { usePlace } from "../usePlace";
import { indexOfSeq, type Row } from "./rows";
import { atEnd, onScreen, settle } from "./settle";
import type { StreamVirtual } from "./useStreamVirtual";

const LIT = 2_000;

/** Goes to the message the address names, lights it up for a moment; and back to the latest. */
export function useJump(virtual: StreamVirtual, rows: Row[], id: string, timeline: Timeline) {
  const stop = useRef<() => void>(() => undefined);
  const latest = useRef(rows);
  latest.current = rows;
  const { at, arrived } = usePlace();
  const [lit, setLit] = useState<number | null>(null);
  const index = at === undefined ? -1 : indexOfSeq(rows, at);
  const loaded = at !== undefined && timeline.facts.some((fact) => fact.seq === at);

  useEffect(() => {
    if (at === undefined || loaded) return;
    loadAround(id, at).catch(toastProblem);
  }, [at, id, loaded]);

  useEffect(() => {
    if (at === undefined || !loaded || index < 0) return;
    // After the rows of a new window are measured.
    const frame = requestAnimationFrame(() => {
      const scroller = virtual.scrollElement;
      stop.current();
      stop.current = settle(
        scroller,
        // Older rows may have come in above meanwhile: the place is looked up each time.
        () => virtual.scrollToIndex(indexOfSeq(latest.current, at), { align: "center" }),
        () => onScreen(scroller, at),
      );
      setLit(at);
      arrived();
    });
    return () => cancelAnimationFrame(frame);
  }, [at, loaded, index, virtual, arrived]);

  useEffect(() => () => stop.current(), []);

  useEffect(() => {
    if (lit === null) return;
    const timer = setTimeout(() => setLit(null), LIT);
    return () => clearTimeout(timer);
  }, [lit]);

  const { end } = timeline;
  const toLatest = useCallback(() => {
    const arrive = () =>
      requestAnimationFrame(() => {
        const scroller = virtual.scrollElement;
        stop.current();
        stop.current = settle(
          scroller,
          () => virtual.scrollToEnd(),
          () => atEnd(scroller),
        );
      });
    if (end) arrive();
    else void loadLatest(id).then(arrive, toastProblem);
  }, [end, id, virtual]);
  return { lit, toLatest };
}
