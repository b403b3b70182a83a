import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Store, store } from "@/app/store";
import { type Forest, pathTo } from "../directory/tree";
import { type Chart, type Direction, layout, SHAPES } from "./layout";
import { everyBranch, openAtFirst, TOP, treeOf } from "./model";
import { centre, fitted, opening, reveal, type Size, type Viewport } from "./viewport";

const KEY = "tocsin.chart-direction";

/** The chart as it is shown: what is unfolded, which way it grows, what of it is seen. */
export function useChart(forest: Forest, frame: HTMLElement | null) {
  const size = useSize(frame);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(forest));
  const [direction, setDirection] = useState<Direction>(() =>
    localStorage.getItem(KEY) === "right" ? "right" : "down",
  );
  const shape = size.width < size.height ? SHAPES.standing : SHAPES.lying;
  const tree = useMemo(() => treeOf(forest, open), [forest, open]);
  const chart = useMemo(() => layout(tree, direction, shape), [tree, direction, shape]);
  const { view, put, move } = useView(chart, size);
  const latest = useRef({ view, chart, size, direction, shape, open });
  latest.current = { view, chart, size, direction, shape, open };
  const toggle = useToggle(forest, latest, setOpen, put);
  const look = useLook(forest, latest, setOpen, put);
  const unfold = (next: ReadonlySet<string>) => {
    setOpen(next);
    put(null);
  };
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
    fitAll: () => put(null),
    unfoldAll: () => unfold(everyBranch(forest)),
    foldAll: () => unfold(new Set([TOP])),
    turn: () => {
      const next = direction === "down" ? "right" : "down";
      localStorage.setItem(KEY, next);
      setDirection(next);
      put(null);
    },
  };
}

type Put = (view: Viewport | null) => void;

/**
 * What of the chart is seen: until somebody moves it all of it, whatever size the frame has. It stands outside React,
 * so that dragging moves the drawing and draws nothing anew.
 */
function useView(chart: Chart, size: Size) {
  const whole = useMemo(() => fitted(chart, size), [chart, size]);
  const first = useMemo(() => opening(chart, chart.nodes.get(TOP), size), [chart, size]);
  const [view] = useState(() => store(first));
  /** What is kept in sight while nobody has moved it. */
  const fitting = useRef<"first" | "whole" | null>("first");
  const latest = useRef(whole);
  latest.current = whole;
  useLayoutEffect(() => {
    if (fitting.current) view.set(fitting.current === "first" ? first : whole);
  }, [view, whole, first]);
  const put = useCallback<Put>(
    (next) => {
      fitting.current = next === null ? "whole" : null;
      view.set(next ?? latest.current);
    },
    [view],
  );
  const move = useCallback((change: (view: Viewport) => Viewport) => put(change(view.get())), [put, view]);
  return { view, put, move };
}

interface Latest {
  view: Store<Viewport>;
  chart: Chart;
  size: Size;
  direction: Direction;
  shape: number;
  open: ReadonlySet<string>;
}

/** Unfolds and folds a branch, whose top stays where it is on the screen. */
function useToggle(
  forest: Forest,
  latest: { current: Latest },
  setOpen: (open: ReadonlySet<string>) => void,
  put: Put,
) {
  return useCallback(
    (id: string) => {
      const { view, chart, direction, shape, open } = latest.current;
      const next = new Set(open);
      if (!next.delete(id)) next.add(id);
      const after = layout(treeOf(forest, next), direction, shape).nodes.get(id);
      const before = chart.nodes.get(id);
      setOpen(next);
      const now = view.get();
      if (after && before) put({ ...now, x: now.x + after.x - before.x, y: now.y + after.y - before.y });
    },
    [forest, latest, setOpen, put],
  );
}

/** Bringing somebody into sight: in the middle, or as little as it takes. */
function useLook(forest: Forest, latest: { current: Latest }, setOpen: (open: ReadonlySet<string>) => void, put: Put) {
  const show = useCallback(
    (id: string, how: typeof centre) => {
      const { open, direction, shape, view, size } = latest.current;
      const way = pathTo(forest, id).slice(0, -1);
      const next = way.every((one) => open.has(one)) ? open : new Set([TOP, ...open, ...way]);
      const node = layout(treeOf(forest, next), direction, shape).nodes.get(id);
      if (next !== open) setOpen(next);
      if (node) put(how(view.get(), node, size));
    },
    [forest, latest, setOpen, put],
  );
  return {
    locate: useCallback((id: string) => show(id, centre), [show]),
    bring: useCallback((id: string) => show(id, reveal), [show]),
  };
}

function useSize(element: HTMLElement | null): Size {
  const [size, setSize] = useState<Size>({ width: 1000, height: 600 });
  useLayoutEffect(() => {
    if (element) setSize({ width: element.clientWidth, height: element.clientHeight });
  }, [element]);
  useEffect(() => {
    if (!element) return;
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, [element]);
  return size;
}

export type ChartState = ReturnType<typeof useChart>;
