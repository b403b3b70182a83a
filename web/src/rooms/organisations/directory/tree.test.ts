import { describe, expect, it } from "vitest";
import type { Department } from "../calls";
import { grow, namesTo, pathTo, unfold } from "./tree";

const one = (id: string, parent_id: string | null, position = 0): Department => ({
  id,
  parent_id,
  name: `name of ${id}`,
  position,
  hidden: false,
  heads: [],
  head_ids: [],
  invited: 0,
  members: 0,
  total: 0,
  staff: 0,
});

describe("the department tree", () => {
  const forest = grow([one("b", null, 2), one("a", null, 1), one("a2", "a", 2), one("a1", "a", 1), one("deep", "a1")]);

  it("shows the top until something is unfolded", () => {
    expect(unfold(forest, new Set()).map((row) => row.department.id)).toEqual(["a", "b"]);
  });

  it("shows what is unfolded, in order and with its level", () => {
    const rows = unfold(forest, new Set(["a", "a1"]));
    expect(rows.map((row) => [row.department.id, row.level])).toEqual([
      ["a", 0],
      ["a1", 1],
      ["deep", 2],
      ["a2", 1],
      ["b", 0],
    ]);
  });

  it("keeps a department whose parent is hidden from the reader", () => {
    expect(unfold(grow([one("orphan", "hidden")]), new Set()).map((row) => row.department.id)).toEqual(["orphan"]);
  });

  it("knows the way down to a department, and survives a circle", () => {
    expect(pathTo(forest, "deep")).toEqual(["a", "a1", "deep"]);
    expect(namesTo(forest, "a1")).toEqual(["name of a", "name of a1"]);
    expect(pathTo(grow([one("x", "y"), one("y", "x")]), "x")).toEqual(["y", "x"]);
    expect(pathTo(forest, undefined)).toEqual([]);
  });
});
