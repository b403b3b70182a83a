import { describe, expect, it } from "vitest";
import type { ActsCounted } from "../../calls";
import { frequent, spansOf } from "./overTime";

const counted: ActsCounted = {
  all: true,
  days: [
    { day: "2026-03-02", acts: { founded: 1, changed: 3 } },
    { day: "2026-03-04", acts: { changed: 2 } },
  ],
};

describe("acts over time", () => {
  it("has every day, those without acts too", () => {
    const spans = spansOf(counted, new Date(2026, 2, 1), new Date(2026, 2, 4, 18));
    expect(spans.map((one) => [one.from, one.acts])).toEqual([
      ["2026-03-01", 0],
      ["2026-03-02", 4],
      ["2026-03-03", 0],
      ["2026-03-04", 2],
    ]);
    expect(frequent(spans[1] as (typeof spans)[0])).toEqual([
      ["changed", 3],
      ["founded", 1],
    ]);
  });

  it("has weeks where days are too many to draw", () => {
    const spans = spansOf(counted, new Date(2026, 0, 1), new Date(2026, 2, 10));
    expect(spans).toHaveLength(10);
    expect(spans.map((one) => one.acts).reduce((sum, one) => sum + one)).toBe(6);
    expect(spans.at(-1)).toMatchObject({ from: "2026-03-05", to: "2026-03-10", acts: 0 });
    expect(spans.at(-2)).toMatchObject({ from: "2026-02-26", to: "2026-03-04", acts: 6 });
  });
});
