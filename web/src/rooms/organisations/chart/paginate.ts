/** The chart on paper: all of it on one sheet, or a branch after the other, so that it can be read. */
import { type Chart, type Direction, layout, type Tree } from "./layout";

export interface Piece {
  chart: Chart;
  /** What it begins with: the organisation, or a node of an earlier sheet. */
  root: string;
}

export interface Sheet {
  /** Below one another. */
  pieces: Piece[];
  /** Nodes whose branch stands on another sheet, and its number. */
  elsewhere: Map<string, number>;
}

interface Room {
  width: number;
  height: number;
}

/** The smallest scale at which 14 units of type are still read on paper. */
export const READABLE = 0.6;
/** Units between pieces that share a sheet. */
export const BETWEEN = 64;

export function oneSheet(tree: Tree, direction: Direction): Sheet[] {
  return [{ pieces: [{ chart: layout(tree, direction), root: tree.root }], elsewhere: new Map() }];
}

/** As many sheets as it takes; `room` is a sheet in pixels at full size. A branch that fits is never divided. */
export function manySheets(tree: Tree, direction: Direction, room: Room): Sheet[] {
  const most = { width: room.width / READABLE, height: room.height / READABLE };
  const sheets: Sheet[] = [];
  const numbers = new Map<string, number>();
  const waiting = [tree.root];
  for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
    for (const piece of pieces(tree, root, direction, most)) {
      const last = sheets.at(-1);
      if (last && roomLeft(last, most) >= piece.chart.height) last.pieces.push(piece);
      else sheets.push({ pieces: [piece], elsewhere: new Map() });
      if (!numbers.has(root)) numbers.set(root, sheets.length);
      waiting.push(...piece.cut);
    }
  }
  sheets.forEach((sheet, at) => {
    for (const { chart, root } of sheet.pieces) {
      for (const id of chart.nodes.keys()) {
        const number = numbers.get(id);
        if (id !== root && number !== undefined && number !== at + 1) sheet.elsewhere.set(id, number);
      }
    }
  });
  return sheets;
}

function roomLeft(sheet: Sheet, most: Room): number {
  return most.height - heightOf(sheet) - BETWEEN;
}

/** Of all its pieces below one another. */
export function heightOf(sheet: Sheet): number {
  return sheet.pieces.reduce((sum, { chart }) => sum + chart.height, 0) + BETWEEN * (sheet.pieces.length - 1);
}

interface Cut extends Piece {
  /** Nodes whose branch was cut off here. */
  cut: string[];
}

/** The branch below a node: whole where it fits, else its children alone, in as many pieces as they take. */
function pieces(tree: Tree, root: string, direction: Direction, most: Room): Cut[] {
  const piece = (below: (id: string) => string[], cut: string[]): Cut => ({
    chart: layout({ root, below }, direction),
    root,
    cut,
  });
  const children = tree.below(root);
  const whole = piece(tree.below, []);
  if (fits(whole.chart, most) || children.length === 0) return [whole];
  const cut = cutsFor(tree, root, direction, most);
  const closed = new Set(cut);
  const flat = piece((id) => (closed.has(id) ? [] : tree.below(id)), cut);
  if (fits(flat.chart, most) || children.length === 1) return [flat];
  // Even the children alone are too many for a sheet: as many as fit, then the next.
  const found: Cut[] = [];
  for (let from = 0; from < children.length; ) {
    const some = (end: number) => {
      const shown = children.slice(from, end);
      const branches = shown.filter((one) => tree.below(one).length > 0);
      return piece((id) => (id === root ? shown : []), branches);
    };
    let to = from + 1;
    while (to < children.length && fits(some(to + 1).chart, most)) to += 1;
    found.push(some(to));
    from = to;
  }
  return found;
}

/** Which branches to cut off: the largest first, until the rest fits. */
function cutsFor(tree: Tree, root: string, direction: Direction, most: Room): string[] {
  const branches = tree
    .below(root)
    .filter((one) => tree.below(one).length > 0)
    .map((id) => ({ id, size: sizeOf(tree, id) }))
    .sort((a, b) => b.size - a.size)
    .map(({ id }) => id);
  const inOrder = (some: ReadonlySet<string>) => tree.below(root).filter((one) => some.has(one));
  for (let count = 1; count <= branches.length; count += 1) {
    const closed = new Set(branches.slice(0, count));
    const below = (id: string) => (closed.has(id) ? [] : tree.below(id));
    if (fits(layout({ root, below }, direction), most)) return inOrder(closed);
  }
  return inOrder(new Set(branches));
}

function sizeOf(tree: Tree, id: string): number {
  return tree.below(id).reduce((sum, one) => sum + sizeOf(tree, one), 1);
}

function fits(chart: Chart, most: Room): boolean {
  return chart.width <= most.width && chart.height <= most.height;
}
