/**
 * A tidy tree: parents in the middle above their children, subtrees as close as they go without touching. Everything is
 * worked out along two axes, breadth (across siblings) and depth (down the levels), and turned at the end.
 */

export type Direction = "down" | "right";

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Chart {
  /** Where each node stands, the top first, then down each branch. */
  nodes: Map<string, Rect>;
  /** Lines from parents to children, as points. */
  lines: { from: string; points: [x: number, y: number][] }[];
  /** The whole of it, from 0, 0. */
  width: number;
  height: number;
}

export const NODE = { width: 208, height: 88 };
/** Pixels between siblings, between levels, and between those stacked below one another. */
const GAP = { sibling: 20, level: 48, stack: 12, indent: 20 };
/** So many leaves or more below one node are stacked in columns, each of at most so many. */
const STACK = { from: 3, rows: 8 };
/** So many times wider than high is what a chart grows towards: screens and sheets that lie, phones that stand. */
export const SHAPES = { lying: 1.7, standing: 0.6 };
/** Children wider together than this, times the shape, are divided into rows. */
const ROWS = 1_000;
/** Pixels in which outlines are compared. */
const BAND = 4;

interface Grown {
  /** Breadth of the middle of each node, and where its depth begins, from the middle of the topmost. */
  at: Map<string, [breadth: number, depth: number]>;
  lines: { from: string; points: [breadth: number, depth: number][] }[];
  /** The outline, by bands of depth. */
  low: number[];
  high: number[];
}

interface Size {
  breadth: number;
  depth: number;
}

/** What stays the same all the way down; without a shape children make one row, and nothing is stacked. */
interface Plan {
  tree: Tree;
  size: Size;
  shape: number | null;
}

export interface Tree {
  root: string;
  below: (id: string) => string[];
}

export function layout(tree: Tree, direction: Direction, shape = SHAPES.lying): Chart {
  const down = direction === "down";
  const size = down ? { breadth: NODE.width, depth: NODE.height } : { breadth: NODE.height, depth: NODE.width };
  const grown = grow({ tree, size, shape: down ? shape : null }, tree.root, 0);
  const least = Math.min(...grown.low.filter(Number.isFinite));
  const turn = ([breadth, depth]: [number, number]): [number, number] =>
    down ? [breadth - least, depth] : [depth, breadth - least];
  const nodes = new Map<string, Rect>();
  for (const [id, [breadth, depth]] of grown.at) {
    const [x, y] = turn([breadth - size.breadth / 2, depth]);
    nodes.set(id, { x, y, ...NODE });
  }
  const rects = [...nodes.values()];
  return {
    nodes,
    lines: grown.lines.map(({ from, points }) => ({ from, points: points.map(turn) })),
    width: Math.max(...rects.map((one) => one.x + one.width)),
    height: Math.max(...rects.map((one) => one.y + one.height)),
  };
}

function grow(plan: Plan, id: string, depth: number): Grown {
  const { tree, size, shape } = plan;
  const grown: Grown = { at: new Map([[id, [0, depth]]]), lines: [], low: [], high: [] };
  occupy(grown, -size.breadth / 2, size.breadth / 2, depth, depth + size.depth);
  const children = tree.below(id);
  if (children.length === 0) return grown;
  const leaves = depth > 0 && children.every((one) => tree.below(one).length === 0);
  if (shape !== null && leaves && children.length >= STACK.from) stack(grown, id, children, depth, size);
  else spread(grown, plan, id, children, depth);
  return grown;
}

/** Children side by side, each with all that is below it; where that grows too wide, in rows below one another. */
function spread(grown: Grown, plan: Plan, id: string, children: string[], depth: number): void {
  const { size, shape } = plan;
  const next = depth + size.depth + GAP.level;
  const gap = shape !== null ? GAP.sibling : GAP.stack;
  const rows = rowsOf(
    children.map((one) => grow(plan, one, next)),
    next,
    shape,
  ).map((parts) => pack(parts, gap));
  const trunk = Math.min(...rows.map((row) => row.low)) - GAP.indent;
  const bus = depth + size.depth + GAP.level / 2;
  const foot: [number, number][] = [
    [0, depth + size.depth],
    [0, bus],
  ];
  let lower = 0;
  rows.forEach((row, at) => {
    // Later rows are reached along the side, so that no line crosses a box.
    const side: [number, number][] =
      at === 0
        ? []
        : [
            [trunk, bus],
            [trunk, bus + lower],
          ];
    row.parts.forEach((part, place) => {
      const shift = row.shifts[place] ?? 0;
      merge(grown, part, shift, lower);
      grown.lines.push({ from: id, points: [...foot, ...side, [shift, bus + lower], [shift, next + lower]] });
    });
    lower += Math.ceil((row.deep - next + GAP.level) / BAND) * BAND;
    if (rows.length > 1) occupy(grown, trunk, trunk, bus, bus + lower - GAP.level);
  });
}

interface Row {
  parts: Grown[];
  shifts: number[];
  low: number;
  /** Where the deepest of it ends. */
  deep: number;
}

/** Parts as close to one another as their outlines allow, about the middle of the first and the last. */
function pack(parts: Grown[], gap: number): Row {
  const shifts: number[] = [];
  const edge: number[] = [];
  for (const part of parts) {
    let shift = shifts.length === 0 ? 0 : Number.NEGATIVE_INFINITY;
    part.low.forEach((low, band) => {
      if (edge[band] !== undefined) shift = Math.max(shift, edge[band] + gap - low);
    });
    shifts.push(shift);
    part.high.forEach((high, band) => {
      edge[band] = Math.max(edge[band] ?? Number.NEGATIVE_INFINITY, high + shift);
    });
  }
  const middle = ((shifts[0] ?? 0) + (shifts.at(-1) ?? 0)) / 2;
  const centred = shifts.map((shift) => shift - middle);
  const lows = parts.flatMap((part, at) => part.low.filter(Number.isFinite).map((low) => low + (centred[at] ?? 0)));
  return {
    parts,
    shifts: centred,
    low: Math.min(...lows),
    deep: Math.max(...parts.map((part) => part.low.length)) * BAND,
  };
}

/** Divided into as many rows as bring the whole nearest to the shape of a screen; few children stay in one. */
function rowsOf(parts: Grown[], next: number, shape: number | null): Grown[][] {
  const wide = parts.map((part) => breadthOf(part) + GAP.sibling);
  const total = wide.reduce((sum, one) => sum + one, 0);
  if (shape === null || total <= ROWS * shape) return [parts];
  const deep = Math.max(...parts.map((part) => part.low.length)) * BAND - next + GAP.level;
  let rows = 1;
  const off = (count: number) => Math.abs(Math.log(total / count / (count * deep) / shape));
  while (rows < parts.length && off(rows + 1) < off(rows)) rows += 1;
  const found: Grown[][] = [[]];
  let room = total / rows;
  parts.forEach((part, at) => {
    const breadth = wide[at] ?? 0;
    if (found.at(-1)?.length && room < breadth / 2) {
      found.push([]);
      room = total / rows;
    }
    found.at(-1)?.push(part);
    room -= breadth;
  });
  return found;
}

function breadthOf(part: Grown): number {
  return Math.max(...part.high.filter(Number.isFinite)) - Math.min(...part.low.filter(Number.isFinite));
}

/** Leaves below one another, in columns of the same length. */
function stack(grown: Grown, id: string, children: string[], depth: number, size: Size): void {
  const columns = Math.ceil(children.length / STACK.rows);
  const rows = Math.ceil(children.length / columns);
  const wide = size.breadth + GAP.indent + GAP.sibling;
  const top = depth + size.depth + GAP.level;
  const bus = depth + size.depth + GAP.level / 2;
  children.forEach((child, at) => {
    const column = Math.floor(at / rows);
    const middle = (column - (columns - 1) / 2) * wide + GAP.indent / 2;
    const begin = top + (at % rows) * (size.depth + GAP.stack);
    const trunk = middle - size.breadth / 2 - GAP.indent / 2;
    const side = middle - size.breadth / 2;
    const level = begin + size.depth / 2;
    grown.at.set(child, [middle, begin]);
    grown.lines.push({
      from: id,
      points: [
        [0, depth + size.depth],
        [0, bus],
        [trunk, bus],
        [trunk, level],
        [side, level],
      ],
    });
    occupy(grown, trunk, middle + size.breadth / 2, begin - GAP.stack, begin + size.depth);
  });
}

function occupy(grown: Grown, low: number, high: number, from: number, to: number): void {
  for (let band = Math.floor(from / BAND); band < Math.ceil(to / BAND); band += 1) {
    grown.low[band] = Math.min(grown.low[band] ?? Number.POSITIVE_INFINITY, low);
    grown.high[band] = Math.max(grown.high[band] ?? Number.NEGATIVE_INFINITY, high);
  }
}

function merge(into: Grown, part: Grown, shift: number, lower: number): void {
  const bands = lower / BAND;
  for (const [id, [breadth, depth]] of part.at) into.at.set(id, [breadth + shift, depth + lower]);
  for (const { from, points } of part.lines) {
    into.lines.push({ from, points: points.map(([breadth, depth]) => [breadth + shift, depth + lower]) });
  }
  part.low.forEach((low, band) => {
    into.low[band + bands] = Math.min(into.low[band + bands] ?? Number.POSITIVE_INFINITY, low + shift);
  });
  part.high.forEach((high, band) => {
    into.high[band + bands] = Math.max(into.high[band + bands] ?? Number.NEGATIVE_INFINITY, high + shift);
  });
}
