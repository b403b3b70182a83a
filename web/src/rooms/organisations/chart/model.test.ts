import { describe, expect, it } from "vitest";
import type { Department } from "../calls";
import { grow } from "../directory/tree";
import { below, entries, everyBranch, findDepartments, openAtFirst, TOP, treeOf } from "./model";

function department(id: string, parent_id: string | null, name = id): Department {
  return {
    id,
    parent_id,
    name,
    position: 0,
    hidden: false,
    heads: [],
    head_ids: [],
    members: 1,
    total: 1,
    staff: 1,
    invited: 0,
  };
}

const forest = grow([
  department("a", null, "教务处"),
  department("b", null, "总务处"),
  department("a1", "a", "教务科"),
  department("a2", "a", "考务科"),
  department("lost", "hidden", "其父不可见"),
]);

describe("the organisation as a tree", () => {
  it("stands above all that one may see, whoever the parent is", () => {
    expect(below(forest, TOP)).toEqual(["a", "b", "lost"]);
    expect(treeOf(forest, new Set([TOP])).below("a")).toEqual([]);
    expect(everyBranch(forest)).toEqual(new Set([TOP, "a"]));
  });

  it("begins with what one takes in at a glance", () => {
    expect(openAtFirst(forest)).toEqual(new Set([TOP, "a"]));
    const wide = grow(
      Array.from({ length: 60 }, (_, at) => department(`t${at}`, null)).concat([department("low", "t0")]),
    );
    expect(openAtFirst(wide)).toEqual(new Set([TOP]));
  });

  it("is read out from the top down", () => {
    const read = entries(forest, new Set([TOP, "a"])).map(
      ({ id, level, place, siblings }) => `${id}:${level}:${place}/${siblings}`,
    );
    expect(read).toEqual([":1:1/1", "a:2:1/3", "a1:3:1/2", "a2:3:2/2", "b:2:2/3", "lost:2:3/3"]);
  });

  it("finds departments by a part of the name, those that begin so first", () => {
    expect(findDepartments(forest, "务").map((one) => one.id)).toEqual(["a", "b", "a1", "a2"]);
    expect(findDepartments(forest, "教务").map((one) => one.id)).toEqual(["a", "a1"]);
    expect(findDepartments(forest, " ")).toEqual([]);
  });
});
