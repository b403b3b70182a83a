import { describe, expect, it } from "vitest";
import type { Tree } from "./layout";
import { heightOf, manySheets, oneSheet, READABLE } from "./paginate";

const A4 = { width: 1030, height: 620 };

/** `top` branches of `mid` departments with `low` below each. */
function treeOf(top: number, mid: number, low: number): Tree {
  const below = new Map<string, string[]>();
  const names = (of: string, count: number) => Array.from({ length: count }, (_, at) => `${of}.${at}`);
  below.set("r", names("r", top));
  for (const one of names("r", top)) {
    below.set(one, names(one, mid));
    for (const two of names(one, mid)) below.set(two, names(two, low));
  }
  return { root: "r", below: (id) => below.get(id) ?? [] };
}

function everybody(tree: Tree, id = tree.root): string[] {
  return [id, ...tree.below(id).flatMap((one) => everybody(tree, one))];
}

describe("the chart on paper", () => {
  it("is one sheet where that is asked for", () => {
    expect(oneSheet(treeOf(3, 3, 3), "down")).toHaveLength(1);
  });

  it("stays on one sheet where it fits", () => {
    expect(manySheets(treeOf(3, 0, 0), "down", A4)).toHaveLength(1);
  });

  it.each([
    [5, 4, 3],
    [12, 5, 4],
    [40, 2, 0],
    [1, 60, 0],
    [3, 30, 2],
  ])("shows everybody once on readable sheets: %i, %i, %i", (top, mid, low) => {
    const tree = treeOf(top, mid, low);
    for (const direction of ["down", "right"] as const) {
      const sheets = manySheets(tree, direction, A4);
      const shown = sheets.flatMap(({ pieces }) =>
        pieces.flatMap(({ chart, root }) => [...chart.nodes.keys()].filter((id) => id !== root)),
      );
      expect([tree.root, ...shown].sort()).toEqual(everybody(tree).sort());
      for (const sheet of sheets) {
        expect(heightOf(sheet) * READABLE).toBeLessThanOrEqual(A4.height + 1);
        for (const { chart } of sheet.pieces) expect(chart.width * READABLE).toBeLessThanOrEqual(A4.width + 1);
      }
    }
  });

  it("says on which sheet a branch goes on, unless on this one", () => {
    const sheets = manySheets(treeOf(20, 3, 0), "down", A4);
    expect(sheets.length).toBeGreaterThan(1);
    expect(sheets.some(({ pieces }) => pieces.length > 1)).toBe(true);
    sheets.forEach(({ elsewhere }, at) => {
      for (const [id, number] of elsewhere) {
        expect(number).not.toBe(at + 1);
        expect(sheets[number - 1]?.pieces.map(({ root }) => root)).toContain(id);
      }
    });
  });
});
