import { describe, expect, it } from "vitest";
import { linesOf, widthOf } from "./text";

describe("words in a box", () => {
  it.each([
    ["教务处", 10, 2, ["教务处"]],
    ["国际交流与合作处", 5, 2, ["国际交流与", "合作处"]],
    ["国际交流与合作处港澳台办公室", 5, 2, ["国际交流与", "合作处港…"]],
    ["Human Resources", 6, 2, ["Human", "Resources"]],
    ["Supercalifragilistic", 5, 1, ["Superca…"]],
    ["", 5, 2, []],
  ])("%s", (text, width, most, lines) => {
    expect(linesOf(text, width, most)).toEqual(lines);
    for (const line of linesOf(text, width, most)) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
});
