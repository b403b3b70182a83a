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

export interface Tree {
  root: string;
  below: (id: string) => string[];
}

export function layout(tree: Tree, direction: Direction): Chart {
  const down = direction === "down";
  const size = down ? { breadth: NODE.width, depth: NODE.height } : { breadth: NODE.height, depth: NODE.width };
  const grown = grow(tree, tree.root, 0, size, down);
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

function grow(tree: Tree, id: string, depth: number, size: Size, stacks: boolean): Grown {
  const grown: Grown = { at: new Map([[id, [0, depth]]]), lines: [], low: [], high: [] };
  occupy(grown, -size.breadth / 2, size.breadth / 2, depth, depth + size.depth);
  const children = tree.below(id);
  if (children.length === 0) return grown;
  const leaves = depth > 0 && children.every((one) => tree.below(one).length === 0);
  if (stacks && leaves && children.length >= STACK.from) stack(grown, id, children, depth, size);
  else spread(grown, tree, id, children, depth, size, stacks);
  return grown;
}

/** Children side by side, each with all that is below it. */
function spread(
  grown: Grown,
  tree: Tree,
  id: string,
  children: string[],
  depth: number,
  size: Size,
  stacks: boolean,
): void {
  const next = depth + size.depth + GAP.level;
  const gap = stacks ? GAP.sibling : GAP.stack;
  const parts = children.map((one) => grow(tree, one, next, size, stacks));
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
  const bus = depth + size.depth + GAP.level / 2;
  parts.forEach((part, at) => {
    const shift = (shifts[at] ?? 0) - middle;
    merge(grown, part, shift);
    grown.lines.push({
      from: id,
      points: [
        [0, depth + size.depth],
        [0, bus],
        [shift, bus],
        [shift, next],
      ],
    });
  });
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

function merge(into: Grown, part: Grown, shift: number): void {
  for (const [id, [breadth, depth]] of part.at) into.at.set(id, [breadth + shift, depth]);
  for (const { from, points } of part.lines) {
    into.lines.push({ from, points: points.map(([breadth, depth]) => [breadth + shift, depth]) });
  }
  part.low.forEach((low, band) => {
    into.low[band] = Math.min(into.low[band] ?? Number.POSITIVE_INFINITY, low + shift);
  });
  part.high.forEach((high, band) => {
    into.high[band] = Math.max(into.high[band] ?? Number.NEGATIVE_INFINITY, high + shift);
  });
}
