import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Forest, pathTo } from "../directory/tree";
import { type Chart, type Direction, layout } from "./layout";
import { everyBranch, openAtFirst, TOP, treeOf } from "./model";
import { centre, fitted, reveal, type Size, type Viewport } from "./viewport";

const KEY = "tocsin.chart-direction";

/** The chart as it is shown: what is unfolded, which way it grows, what of it is seen. */
export function useChart(forest: Forest, frame: RefObject<HTMLElement | null>) {
  const size = useSize(frame);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(forest));
  const [direction, setDirection] = useState<Direction>(() =>
    localStorage.getItem(KEY) === "right" ? "right" : "down",
  );
  const [moved, setMoved] = useState<Viewport | null>(null);
  const tree = useMemo(() => treeOf(forest, open), [forest, open]);
  const chart = useMemo(() => layout(tree, direction), [tree, direction]);
  // Until somebody moves it, all of it is in the frame, whatever size that has.
  const whole = useMemo(() => fitted(chart, size), [chart, size]);
  const view = moved ?? whole;
  const latest = useRef({ view, chart, size, direction, open });
  latest.current = { view, chart, size, direction, open };

  const move = useCallback(
    (change: (view: Viewport) => Viewport) => setMoved((was) => change(was ?? latest.current.view)),
    [],
  );
  const toggle = useToggle(forest, latest, setOpen, setMoved);
  const look = useLook(forest, latest, setOpen, setMoved);
  return {
    size,
    open,
    direction,
    tree,
    chart,
    view,
    move,
    toggle,
    ...look,
    fitAll: () => setMoved(null),
    unfoldAll: () => {
      setOpen(everyBranch(forest));
      setMoved(null);
    },
    foldAll: () => {
      setOpen(new Set([TOP]));
      setMoved(null);
    },
    turn: () => {
      const next = direction === "down" ? "right" : "down";
      localStorage.setItem(KEY, next);
      setDirection(next);
      setMoved(null);
    },
  };
}

interface Latest {
  view: Viewport;
  chart: Chart;
  size: Size;
  direction: Direction;
  open: ReadonlySet<string>;
}

/** Unfolds and folds a branch, whose top stays where it is on the screen. */
function useToggle(
  forest: Forest,
  latest: { current: Latest },
  setOpen: (open: ReadonlySet<string>) => void,
  setMoved: (view: Viewport) => void,
) {
  return useCallback(
    (id: string) => {
      const { view, chart, direction, open } = latest.current;
      const next = new Set(open);
      if (!next.delete(id)) next.add(id);
      const after = layout(treeOf(forest, next), direction).nodes.get(id);
      const before = chart.nodes.get(id);
      setOpen(next);
      if (after && before) setMoved({ ...view, x: view.x + after.x - before.x, y: view.y + after.y - before.y });
    },
    [forest, latest, setOpen, setMoved],
  );
}

/** Bringing somebody into sight: in the middle, or as little as it takes. */
function useLook(
  forest: Forest,
  latest: { current: Latest },
  setOpen: (open: ReadonlySet<string>) => void,
  setMoved: (view: Viewport) => void,
) {
  const show = useCallback(
    (id: string, how: typeof centre) => {
      const { open, direction, view, size } = latest.current;
      const way = pathTo(forest, id).slice(0, -1);
      const next = way.every((one) => open.has(one)) ? open : new Set([TOP, ...open, ...way]);
      const node = layout(treeOf(forest, next), direction).nodes.get(id);
      if (next !== open) setOpen(next);
      if (node) setMoved(how(view, node, size));
    },
    [forest, latest, setOpen, setMoved],
  );
  return {
    locate: useCallback((id: string) => show(id, centre), [show]),
    bring: useCallback((id: string) => show(id, reveal), [show]),
  };
}

function useSize(frame: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 1000, height: 600 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element) setSize({ width: element.clientWidth, height: element.clientHeight });
  }, [frame]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, [frame]);
  return size;
}

export type ChartState = ReturnType<typeof useChart>;
