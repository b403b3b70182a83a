/** The chart on paper: all of it on one sheet, or a sheet a branch, so that it can be read. */
import { type Chart, type Direction, layout, type Tree } from "./layout";

export interface Sheet {
  chart: Chart;
  /** Nodes whose branch stands on a sheet of its own, and its number. */
  elsewhere: Map<string, number>;
  /** Where it goes on from: a node of an earlier sheet, for all but the first. */
  root: string;
  tree: Tree;
}

interface Room {
  width: number;
  height: number;
}

/** The smallest scale at which 14 units of type are still read on paper. */
export const READABLE = 0.6;

export function oneSheet(tree: Tree, direction: Direction): Sheet[] {
  return [{ chart: layout(tree, direction), elsewhere: new Map(), root: tree.root, tree }];
}

/** As many sheets as it takes; `room` is a sheet in pixels at full size. A branch that fits is never divided. */
export function manySheets(tree: Tree, direction: Direction, room: Room): Sheet[] {
  const most = { width: room.width / READABLE, height: room.height / READABLE };
  const sheets: Sheet[] = [];
  const numbers = new Map<string, number>();
  const waiting = [tree.root];
  for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
    numbers.set(root, sheets.length + 1);
    for (const part of parts(tree, root, direction, most)) {
      sheets.push({ ...part, elsewhere: new Map() });
      waiting.push(...part.cut);
    }
  }
  for (const sheet of sheets) {
    for (const id of sheet.chart.nodes.keys()) {
      const number = numbers.get(id);
      if (id !== sheet.root && number !== undefined) sheet.elsewhere.set(id, number);
    }
  }
  return sheets;
}

interface Part {
  chart: Chart;
  root: string;
  tree: Tree;
  /** Nodes whose branch was cut off here. */
  cut: string[];
}

/** The branch below a node: whole where it fits, else its children alone, over as many sheets as they take. */
function parts(tree: Tree, root: string, direction: Direction, most: Room): Part[] {
  const whole = part({ root, below: tree.below }, direction, []);
  const children = tree.below(root);
  if (fits(whole.chart, most) || children.length === 0) return [whole];
  const cut = cutsFor(tree, root, direction, most);
  const closed = new Set(cut);
  const below = (id: string) => (closed.has(id) ? [] : tree.below(id));
  const flat = part({ root, below }, direction, cut);
  if (fits(flat.chart, most) || children.length === 1) return [flat];
  // Even the children alone are too many for a sheet: as many as fit, then the next.
  const found: Part[] = [];
  for (let from = 0; from < children.length; ) {
    let to = from + 1;
    const some = (end: number) => {
      const shown = children.slice(from, end);
      return part({ root, below: (id) => (id === root ? shown : []) }, direction, []);
    };
    while (to < children.length && fits(some(to + 1).chart, most)) to += 1;
    const cutHere = children.slice(from, to).filter((one) => tree.below(one).length > 0);
    found.push({ ...some(to), cut: cutHere });
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
  for (let count = 1; count <= branches.length; count += 1) {
    const closed = new Set(branches.slice(0, count));
    const below = (id: string) => (closed.has(id) ? [] : tree.below(id));
    if (fits(layout({ root, below }, direction), most)) return inOrder(tree.below(root), closed);
  }
  return inOrder(tree.below(root), new Set(branches));
}

const inOrder = (all: string[], some: ReadonlySet<string>) => all.filter((one) => some.has(one));

function sizeOf(tree: Tree, id: string): number {
  return tree.below(id).reduce((sum, one) => sum + sizeOf(tree, one), 1);
}

function part(tree: Tree, direction: Direction, cut: string[]): Part {
  return { chart: layout(tree, direction), root: tree.root, tree, cut };
}

function fits(chart: Chart, most: Room): boolean {
  return chart.width <= most.width && chart.height <= most.height;
}
