/** Two devices, one draft: nothing of either is lost, and both arrive at the same text. */
import { describe, expect, it } from "vitest";
import { caretAfter, merged } from "./merging";

describe("two texts made of one", () => {
  it.each([
    ["only here", "买菜", "买菜做饭", "买菜", "买菜做饭"],
    ["only there", "买菜", "买菜", "买菜做饭", "买菜做饭"],
    ["the same", "买菜", "做饭", "做饭", "做饭"],
    ["one is a part of the other", "", "买菜做", "买菜", "买菜做"],
    ["sent there meanwhile", "买菜", "买菜做饭", "", "买菜做饭"],
    ["in different places", "买菜，做饭", "先买菜，做饭", "买菜，做饭，扫地", "先买菜，做饭，扫地"],
    ["changed here, taken out there", "一二三四", "一二三四五", "一四", "一四五"],
    ["in the same place", "", "买菜", "做饭", "做饭\n买菜"],
    ["the same words changed", "三点开会", "四点开会", "五点开会", "五点开会\n四点开会"],
  ])("%s", (_, base, mine, theirs, both) => {
    expect(merged(base, mine, theirs)).toBe(both);
  });

  it("are long ones put together without a walk for each letter", () => {
    const long = "长".repeat(100_000);
    expect(merged(long, `前${long}`, `${long}后`)).toBe(`前${long}后`);
  });
});

describe("the caret", () => {
  it.each([
    ["before what changes", "ab|cd", "abcd新", 2],
    ["behind what is put in", "abcd|", "新abcd", 5],
    ["within what goes", "abc|d", "ad", 1],
  ])("%s", (_, was, now, at) => {
    expect(caretAfter(was.replace("|", ""), now, was.indexOf("|"))).toBe(at);
  });
});
