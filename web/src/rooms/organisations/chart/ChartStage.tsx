import { type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Store, useStore } from "@/app/store";
import { inks } from "@/kit/theme";
import type { Forest } from "../directory/tree";
import css from "./Chart.module.css";
import { ChartLines, ChartNode, Handle, type NodeWords } from "./ChartNode";
import { below, entries, TOP } from "./model";
import type { ChartState } from "./useChart";
import { useChartKeys } from "./useChartKeys";
import { useGestures } from "./useGestures";
import type { useNodeWords } from "./useNodeWords";
import { around, FAR, roughly, seen, type Viewport } from "./viewport";

interface Props {
  frame: HTMLDivElement | null;
  setFrame: (frame: HTMLDivElement | null) => void;
  forest: Forest;
  chart: ChartState;
  words: ReturnType<typeof useNodeWords>;
  /** Whose card is open. */
  chosen: string | undefined;
  choose: (id: string) => void;
}

/** The drawing one moves about in, and beside it, for whoever does not see it, the same as a tree of words. */
export function ChartStage({ frame, setFrame, forest, chart, words, chosen, choose }: Props) {
  const { move, toggle } = chart;
  const gestures = useGestures(frame, move);
  const [focused, setFocused] = useState(false);
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => entries(forest, chart.open), [forest, chart.open]);
  const { active, setActive, onKeyDown } = useChartKeys({ rows, chart, forest, choose });
  const click = (event: MouseEvent) => {
    const handle = (event.target as Element).closest<SVGElement>("[data-handle]");
    const node = (event.target as Element).closest<SVGElement>("[data-node]");
    if (gestures.dragged()) return;
    if (handle) toggle(handle.dataset.handle ?? TOP);
    else if (node) {
      setActive(node.dataset.node ?? TOP);
      choose(node.dataset.node ?? TOP);
    }
  };
  const { dragged: _, ...pointers } = gestures;
  const drawn = (
    <Drawn forest={forest} chart={chart} words={words.words} chosen={chosen} active={focused ? active : undefined} />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the tree inside takes the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree inside takes the keys
    <div ref={setFrame} className={css.frame} onClick={click} {...pointers}>
      <svg className={css.drawing} aria-hidden="true">
        <title>{words.spoken(TOP)}</title>
        <Moving view={chart.view}>{drawn}</Moving>
      </svg>
      <Spoken
        element={tree}
        rows={rows}
        open={chart.open}
        active={active}
        chosen={chosen}
        spoken={words.spoken}
        onKeyDown={onKeyDown}
        onFocus={setFocused}
      />
    </div>
  );
}

/** Moves what is drawn as a whole; nothing inside it is drawn anew for that. */
function Moving({ view, children }: { view: Store<Viewport>; children: ReactNode }) {
  const { x, y, scale } = useStore(view, (one) => one);
  return <g transform={`scale(${scale}) translate(${-x} ${-y})`}>{children}</g>;
}

interface DrawnProps {
  forest: Forest;
  chart: Pick<ChartState, "chart" | "view" | "size" | "open" | "direction">;
  words: (id: string) => NodeWords;
  chosen: string | undefined;
  active: string | undefined;
}

/** What is in sight, or nearly; the rest is not drawn. */
function Drawn({ forest, chart: { chart, view, size, open, direction }, words, chosen, active }: DrawnProps) {
  const texts = useMemo(() => new Map([...chart.nodes.keys()].map((id) => [id, words(id)])), [chart, words]);
  const far = useStore(view, (one) => one.scale < FAR);
  const rough = useStore(view, roughly, (a, b) => a.x === b.x && a.y === b.y && a.scale === b.scale);
  const nodes = [...chart.nodes].filter(([, at]) => seen(rough, size, at));
  const lines = chart.lines.filter(({ points }) => seen(rough, size, around(points)));
  return (
    <>
      <ChartLines lines={lines.map(({ points }) => points)} inks={inks.screen} />
      {nodes.map(([id, at]) => (
        <ChartNode
          key={id}
          id={id}
          at={at}
          words={texts.get(id) ?? words(id)}
          inks={inks.screen}
          top={id === TOP}
          hidden={forest.byId.get(id)?.hidden ?? false}
          chosen={id === chosen}
          focused={id === active}
          far={far}
        />
      ))}
      {nodes.map(([id, at]) => {
        const under = below(forest, id).length;
        if (under === 0 || id === TOP) return null;
        return <Handle key={id} id={id} at={at} down={direction === "down"} open={open.has(id)} below={under} />;
      })}
    </>
  );
}

interface SpokenProps {
  element: RefObject<HTMLDivElement | null>;
  rows: ReturnType<typeof entries>;
  open: ReadonlySet<string>;
  active: string;
  chosen: string | undefined;
  spoken: (id: string) => string;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: (focused: boolean) => void;
}

const idOf = (id: string) => `chart-${id || "top"}`;

function Spoken({ element, rows, open, active, chosen, spoken, onKeyDown, onFocus }: SpokenProps) {
  const { t } = useTranslation("organisations");
  return (
    <div
      ref={element}
      role="tree"
      tabIndex={0}
      className="sr-only"
      aria-label={t("chart.tree")}
      aria-activedescendant={idOf(active)}
      onKeyDown={onKeyDown}
      onFocus={() => onFocus(true)}
      onBlur={() => onFocus(false)}
    >
      {rows.map(({ id, level, place, siblings, branch }) => (
        <div
          key={id}
          id={idOf(id)}
          role="treeitem"
          tabIndex={-1}
          aria-level={level}
          aria-posinset={place}
          aria-setsize={siblings}
          aria-expanded={branch ? open.has(id) : undefined}
          aria-selected={id === chosen}
        >
          {spoken(id)}
        </div>
      ))}
    </div>
  );
}
