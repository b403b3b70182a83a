import { describe, expect, it } from "vitest";
import { BARS, levels } from "./levels";

describe("the heights of a sound", () => {
  it("are as many as asked for, the loudest 100", () => {
    const sound = Float32Array.from({ length: 48_000 }, (_, at) => (at / 48_000) * 0.5);
    const heights = levels(sound);
    expect(heights).toHaveLength(BARS);
    expect(heights.at(-1)).toBe(100);
    expect(heights[0]).toBeLessThan(5);
  });

  it("are flat where nothing is heard, and fit what the server takes", () => {
    expect(levels(new Float32Array(9)).every((height) => height === 0)).toBe(true);
    expect(levels([])).toEqual([]);
    expect(levels(Float32Array.from({ length: 5000 }, () => -1)).every((height) => height === 100)).toBe(true);
  });
});
