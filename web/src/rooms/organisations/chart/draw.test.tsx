import { describe, expect, it } from "vitest";
import { pictureScale, svgOf } from "./draw";
import { layout } from "./layout";
import { TOP } from "./model";

const tree = { root: TOP, below: (id: string) => (id === TOP ? ["a"] : []) };
const drawing = (name: string) => ({
  chart: layout(tree, "down"),
  words: () => ({ title: name, heads: "", counts: "", aside: "" }),
  hidden: () => false,
});

describe("the chart as a file", () => {
  it("is an SVG of its own that a reader of XML can read, whatever the names are", () => {
    const { text } = svgOf(drawing("<script>\"&'</script>"));
    const read = new DOMParser().parseFromString(text, "image/svg+xml");
    expect(read.querySelector("parsererror")).toBeNull();
    expect(read.querySelector("script")).toBeNull();
    expect(read.querySelectorAll("[data-node]")).toHaveLength(2);
    expect(text).not.toContain("var(--");
  });

  it("is no larger a picture than can be painted", () => {
    expect(pictureScale(1000, 800)).toBe(2);
    expect(pictureScale(40_000, 500)).toBeCloseTo(0.4);
    expect(pictureScale(20_000, 20_000) ** 2 * 20_000 * 20_000).toBeLessThanOrEqual(120_000_001);
  });
});
