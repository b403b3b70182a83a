import { type KeyboardEvent, useState } from "react";
import type { Forest } from "../directory/tree";
import { below, type entries, TOP } from "./model";
import type { ChartState } from "./useChart";
import { drag, zoomAt } from "./viewport";

interface Props {
  rows: ReturnType<typeof entries>;
  chart: ChartState;
  forest: Forest;
  choose: (id: string) => void;
}

const STEP = 80;
const PAN: Record<string, [number, number]> = {
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
};

/**
 * The keys of a tree: up and down, right unfolds or goes in, left folds or goes out, Home, End, Enter opens. With Shift
 * the arrows move the paper; + and − zoom, 0 shows all.
 */
export function useChartKeys({ rows, chart, forest, choose }: Props) {
  const [active, setActive] = useState(TOP);
  const index = Math.max(
    0,
    rows.findIndex((row) => row.id === active),
  );
  const here = rows[index]?.id ?? TOP;

  function go(to: string | undefined) {
    if (to === undefined) return;
    setActive(to);
    chart.bring(to);
  }

  function sideways(right: boolean) {
    const open = chart.open.has(here);
    const children = below(forest, here);
    if (right && children.length > 0) return open ? go(children[0]) : chart.toggle(here);
    if (!right && open && children.length > 0 && here !== TOP) return chart.toggle(here);
    if (!right && here !== TOP) go(forest.byId.get(here)?.parent_id ?? TOP);
  }

  function onKeyDown(event: KeyboardEvent) {
    const middle = { x: chart.size.width / 2, y: chart.size.height / 2 };
    const pan = event.shiftKey ? PAN[event.key] : undefined;
    const acts = new Map([
      ["ArrowDown", () => go(rows[index + 1]?.id)],
      ["ArrowUp", () => go(rows[index - 1]?.id)],
      ["ArrowRight", () => sideways(true)],
      ["ArrowLeft", () => sideways(false)],
      ["Home", () => go(TOP)],
      ["End", () => go(rows.at(-1)?.id)],
      ["Enter", () => choose(here)],
      [" ", () => choose(here)],
      ["+", () => chart.move((view) => zoomAt(view, 1.25, middle))],
      ["=", () => chart.move((view) => zoomAt(view, 1.25, middle))],
      ["-", () => chart.move((view) => zoomAt(view, 0.8, middle))],
      ["0", chart.fitAll],
    ]);
    const act = pan ? () => chart.move((view) => drag(view, ...pan)) : acts.get(event.key);
    if (!act || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  return { active: here, setActive, onKeyDown };
}
