import { useEffect, useRef } from "react";
import { loadAfter, loadBefore } from "../model/chat";
import type { Timeline } from "../model/state";
import type { StreamVirtual } from "./useStreamVirtual";

const NEAR = 8;
const PAUSE = 3_000;

/** Reads on, upwards or downwards, as one comes near an end of what is loaded. */
export function useEdges(virtual: StreamVirtual, count: number, id: string, timeline: Timeline): void {
  const loading = useRef(false);
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? NEAR;
  const last = items.at(-1)?.index ?? 0;
  const older = !timeline.start && first < NEAR && count > 0;
  const newer = !timeline.end && last > count - NEAR;
  const run = timeline.facts.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that grew is a reason to look again
  useEffect(() => {
    if (loading.current || !(older || newer)) return;
    loading.current = true;
    const done = () => {
      loading.current = false;
    };
    const load: Promise<unknown> = older ? loadBefore(id) : loadAfter(id);
    // After a failure the next scroll may try again, but not at once.
    load.then(done, () => setTimeout(done, PAUSE));
  }, [older, newer, run, id]);
}
