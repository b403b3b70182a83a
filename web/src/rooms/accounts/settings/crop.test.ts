import { describe, expect, it } from "vitest";
import { dragged, whole, zoomed, zoomOf } from "./crop";

const size = { width: 400, height: 200 };

describe("the square of a picture", () => {
  it("begins as the largest in the middle", () => {
    expect(whole(size)).toEqual({ x: 200, y: 100, side: 200 });
  });

  it("goes the other way than the picture is dragged, and stays within it", () => {
    const start = whole(size);
    expect(dragged(size, start, 50, 10, 100)).toEqual({ x: 100, y: 100, side: 200 });
    expect(dragged(size, start, -5000, -5000, 100)).toEqual({ x: 300, y: 100, side: 200 });
  });

  it("zooms about its middle, within bounds", () => {
    const near = zoomed(size, whole(size), 2);
    expect(near).toEqual({ x: 200, y: 100, side: 100 });
    expect(zoomOf(size, near)).toBe(2);
    expect(zoomOf(size, zoomed(size, near, 99))).toBe(4);
    const corner = dragged(size, near, -9999, -9999, 100);
    expect(zoomed(size, corner, 1)).toEqual({ x: 300, y: 100, side: 200 });
  });
});
