/** The organisation as a tree to be drawn: itself at the top, below it the departments one may see. */
import type { Department } from "../calls";
import type { Forest } from "../directory/tree";
import type { Tree } from "./layout";

/** Stands for the organisation itself. */
export const TOP = "";
/** So many nodes are shown at first. */
const AT_FIRST = 40;

export function below(forest: Forest, id: string): string[] {
  return forest.below.get(id === TOP ? null : id) ?? [];
}

export function treeOf(forest: Forest, open: ReadonlySet<string>): Tree {
  return { root: TOP, below: (id) => (open.has(id) ? below(forest, id) : []) };
}

/** Unfolded level by level, as long as one can take it in at a glance. */
export function openAtFirst(forest: Forest): Set<string> {
  const open = new Set<string>();
  let level = [TOP];
  let shown = 1;
  while (level.length > 0) {
    const next = level.flatMap((id) => below(forest, id));
    if (open.size > 0 && shown + next.length > AT_FIRST) break;
    for (const id of level) if (below(forest, id).length > 0) open.add(id);
    shown += next.length;
    level = next;
  }
  return open;
}

/** Everything that has something below it. */
export function everyBranch(forest: Forest): Set<string> {
  const parents = [TOP, ...forest.byId.keys()];
  return new Set(parents.filter((id) => below(forest, id).length > 0));
}

export interface Entry {
  id: string;
  level: number;
  /** Among its siblings, from 1. */
  place: number;
  siblings: number;
  branch: boolean;
}

/** What is unfolded, from the top down, as it is read out and walked by keys. */
export function entries(forest: Forest, open: ReadonlySet<string>): Entry[] {
  const rows: Entry[] = [];
  const walk = (ids: string[], level: number) => {
    ids.forEach((id, at) => {
      const children = below(forest, id);
      rows.push({ id, level, place: at + 1, siblings: ids.length, branch: children.length > 0 });
      if (open.has(id)) walk(children, level + 1);
    });
  };
  walk([TOP], 1);
  return rows;
}

/** Departments whose name holds what was typed; those that begin so first. */
export function findDepartments(forest: Forest, typed: string, most = 8): Department[] {
  const asked = typed.trim().toLocaleLowerCase();
  if (!asked) return [];
  const found = [...forest.byId.values()].filter((one) => one.name.toLocaleLowerCase().includes(asked));
  const rank = (one: Department) => (one.name.toLocaleLowerCase().startsWith(asked) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || a.name.length - b.name.length).slice(0, most);
}
