import { describe, expect, it } from "vitest";
import { mayBeLong } from "./long";

describe("a text that may fill the screen", () => {
  it("has many lines, or many characters, and is told without reading all of it", () => {
    expect(mayBeLong("一句话")).toBe(false);
    expect(mayBeLong("字".repeat(300))).toBe(false);
    expect(mayBeLong("字".repeat(400))).toBe(true);
    expect(mayBeLong(Array(24).fill("行").join("\n"))).toBe(false);
    expect(mayBeLong(Array(25).fill("行").join("\n"))).toBe(true);
  });
});
