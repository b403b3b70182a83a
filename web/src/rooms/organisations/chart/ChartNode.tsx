import { memo } from "react";
import { inks as colours, fontFamily, type Inks } from "@/kit/theme";
import { NODE, type Rect } from "./layout";
import { linesOf } from "./text";

/** What a box says. */
export interface NodeWords {
  title: string;
  /** Who leads it. */
  heads: string;
  counts: string;
  /** At its lower right: a number of a sheet, or that it is hidden from others. */
  aside: string;
}

interface Props {
  id: string;
  at: Rect;
  words: NodeWords;
  inks: Inks;
  /** The organisation itself. */
  top: boolean;
  hidden: boolean;
  /** One may unfold or fold it: how many are below. */
  below?: number | undefined;
  open?: boolean;
  chosen?: boolean;
  focused?: boolean;
  /** Seen from afar: the name alone. */
  far?: boolean;
}

const PAD = 12;
const em = { title: 14, line: 12, far: 26 };
const wide = NODE.width - 2 * PAD;

/** A department as a box; drawn with nothing but what an SVG file can carry. */
export const ChartNode = memo(function ChartNode(props: Props) {
  const { id, at, words, inks, top, hidden, chosen = false, focused = false, far = false } = props;
  return (
    <g transform={`translate(${at.x} ${at.y})`} data-node={id} fontFamily={fontFamily}>
      {focused ? <Halo inks={inks} /> : null}
      <rect
        width={NODE.width}
        height={NODE.height}
        rx={10}
        style={{ fill: top ? inks.top : inks.box, stroke: chosen || top ? inks.accent : inks.line }}
        strokeWidth={chosen || top ? 2.5 : 1}
        {...(hidden && { strokeDasharray: "5 4" })}
      />
      {far ? <Far words={words} ink={top ? inks.onTop : inks.ink} /> : <Near words={words} inks={inks} top={top} />}
    </g>
  );
});

function Far({ words, ink }: { words: NodeWords; ink: string }) {
  const lines = linesOf(words.title, wide / em.far, 2);
  return lines.map((line, row) => (
    <text
      key={line}
      x={NODE.width / 2}
      y={NODE.height / 2 + em.far * (0.36 + 1.2 * (row - (lines.length - 1) / 2))}
      fontSize={em.far}
      textAnchor="middle"
      style={{ fill: ink }}
    >
      {line}
    </text>
  ));
}

function Near({ words, inks, top }: { words: NodeWords; inks: Inks; top: boolean }) {
  const title = linesOf(words.title, wide / em.title, 2);
  const heads = words.heads ? linesOf(words.heads, wide / em.line, 1) : [];
  const first = title.length > 1 ? 24 : 28;
  const rest = [...heads, words.counts];
  const after = first + (title.length - 1) * 18 + 21;
  const ink = top ? inks.onTop : inks.ink;
  const quiet = { fill: top ? inks.onTop : inks.quiet };
  return (
    <>
      {title.map((line, row) => (
        <text key={line} x={PAD} y={first + row * 18} fontSize={em.title} fontWeight={600} style={{ fill: ink }}>
          {line}
        </text>
      ))}
      {rest.map((line, row) => (
        <text
          key={line}
          x={PAD}
          y={after + row * 18}
          fontSize={em.line}
          style={row < heads.length ? { fill: ink } : quiet}
        >
          {line}
        </text>
      ))}
      {words.aside ? (
        <text x={NODE.width - PAD} y={NODE.height - 10} fontSize={em.line} textAnchor="end" style={quiet}>
          {linesOf(words.aside, wide / em.line, 1)[0]}
        </text>
      ) : null}
    </>
  );
}

function Halo({ inks }: { inks: Inks }) {
  const out = 5;
  return (
    <rect
      x={-out}
      y={-out}
      width={NODE.width + 2 * out}
      height={NODE.height + 2 * out}
      rx={14}
      fill="none"
      style={{ stroke: inks.accent }}
      strokeWidth={2}
    />
  );
}

/** The round handle by which a branch is unfolded and folded. */
export const Handle = memo(function Handle({ at, down, open, below, id }: HandleProps) {
  const inks = colours.screen;
  const [x, y] = down ? [at.x + at.width / 2, at.y + at.height + 2] : [at.x + at.width + 2, at.y + at.height / 2];
  return (
    <g transform={`translate(${x} ${y})`} data-handle={id} cursor="pointer">
      <circle r={22} fill="transparent" />
      <circle r={12} style={{ fill: inks.box, stroke: inks.line }} />
      <text y={4} fontSize={12} textAnchor="middle" fontFamily={fontFamily} style={{ fill: inks.accent }}>
        {open ? "−" : below}
      </text>
    </g>
  );
});

interface HandleProps {
  id: string;
  at: Rect;
  down: boolean;
  open: boolean;
  below: number;
}

/** Lines from a parent to its children. */
export function ChartLines({ lines, inks }: { lines: [number, number][][]; inks: Inks }) {
  const path = lines.map((points) => `M${points.map(([x, y]) => `${x} ${y}`).join("L")}`).join("");
  return (
    <path
      d={path}
      fill="none"
      style={{ stroke: inks.line }}
      strokeWidth={1}
      vectorEffect="non-scaling-stroke"
      shapeRendering="crispEdges"
    />
  );
}
