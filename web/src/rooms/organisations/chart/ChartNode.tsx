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
}

const PAD = 12;
const em = { title: 14, line: 12 };
const wide = NODE.width - 2 * PAD;

/** A department as a box; drawn with nothing but what an SVG file can carry. */
export const ChartNode = memo(function ChartNode(props: Props) {
  const { id, at, words, inks, top, hidden, chosen = false, focused = false } = props;
  const title = linesOf(words.title, wide / em.title, 2);
  const first = title.length > 1 ? 22 : 28;
  const heads = words.heads ? linesOf(words.heads, wide / em.line, 1)[0] : "";
  const after = first + (title.length - 1) * 18 + 21;
  const onTop = { fill: top ? inks.box : inks.ink };
  return (
    <g transform={`translate(${at.x} ${at.y})`} data-node={id} fontFamily={fontFamily}>
      {focused ? <Halo inks={inks} /> : null}
      <rect
        width={NODE.width}
        height={NODE.height}
        rx={10}
        style={{ fill: top ? inks.accent : inks.box, stroke: chosen ? inks.accent : inks.line }}
        strokeWidth={chosen ? 2.5 : 1}
        {...(hidden && { strokeDasharray: "5 4" })}
      />
      {title.map((line, row) => (
        <text key={line} x={PAD} y={first + row * 18} fontSize={em.title} fontWeight={600} style={onTop}>
          {line}
        </text>
      ))}
      {heads ? (
        <text x={PAD} y={after} fontSize={em.line} style={onTop}>
          {heads}
        </text>
      ) : null}
      <text x={PAD} y={heads ? after + 18 : after} fontSize={em.line} style={{ fill: top ? inks.box : inks.quiet }}>
        {words.counts}
      </text>
      {words.aside ? (
        <text
          x={NODE.width - PAD}
          y={NODE.height - 10}
          fontSize={em.line}
          textAnchor="end"
          style={{ fill: top ? inks.box : inks.quiet }}
        >
          {words.aside}
        </text>
      ) : null}
    </g>
  );
});

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
  return <path d={path} fill="none" style={{ stroke: inks.line }} strokeWidth={1.25} />;
}
