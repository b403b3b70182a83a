/** The department tree, from the flat list the server gives. */
import type { Department } from "../calls";

export interface Branch {
  department: Department;
  /** 0 for the top. */
  level: number;
  children: string[];
}

export interface Forest {
  byId: Map<string, Department>;
  /** Ids of the departments right below one, in order; under `null` the top. */
  below: Map<string | null, string[]>;
}

/** Orders the departments into a forest; one whose parent is not visible to this person stands at the top. */
export function grow(departments: Department[]): Forest {
  const byId = new Map(departments.map((one) => [one.id, one]));
  const below = new Map<string | null, string[]>();
  for (const one of [...departments].sort((a, b) => a.position - b.position)) {
    const parent = one.parent_id && byId.has(one.parent_id) ? one.parent_id : null;
    const siblings = below.get(parent);
    if (siblings) siblings.push(one.id);
    else below.set(parent, [one.id]);
  }
  return { byId, below };
}

/** What is visible of the forest when the departments in `open` are unfolded. */
export function unfold(forest: Forest, open: ReadonlySet<string>): Branch[] {
  const rows: Branch[] = [];
  const walk = (ids: string[], level: number) => {
    for (const id of ids) {
      const department = forest.byId.get(id);
      if (!department) continue;
      const children = forest.below.get(id) ?? [];
      rows.push({ department, level, children });
      if (open.has(id)) walk(children, level + 1);
    }
  };
  walk(forest.below.get(null) ?? [], 0);
  return rows;
}

/** Ids from the top down to a department, itself included. */
export function pathTo(forest: Forest, id: string | undefined): string[] {
  const path: string[] = [];
  for (let at = id; at; at = forest.byId.get(at)?.parent_id ?? undefined) {
    if (path.includes(at) || !forest.byId.has(at)) break;
    path.unshift(at);
  }
  return path;
}

/** The same path in names. */
export function namesTo(forest: Forest, id: string | undefined): string[] {
  return pathTo(forest, id).map((one) => forest.byId.get(one)?.name ?? "");
}
