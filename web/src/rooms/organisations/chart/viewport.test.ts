import { describe, expect, it } from "vitest";
import { centre, drag, fitted, opening, reveal, SCALES, seen, type Viewport, zoomAt } from "./viewport";

const frame = { width: 1000, height: 600 };
/** Where a point of the chart stands in the frame. */
const on = (view: Viewport, x: number, y: number) => [(x - view.x) * view.scale, (y - view.y) * view.scale];

describe("what of the chart is seen", () => {
  it("fits the whole, in the middle, and no larger than it is", () => {
    const view = fitted({ width: 4000, height: 1000 }, frame);
    const [left, top] = on(view, 0, 0);
    const [right, bottom] = on(view, 4000, 1000);
    expect([left, right]).toEqual([expect.closeTo(32), expect.closeTo(968)]);
    expect((top ?? 0) + (bottom ?? 0)).toBeCloseTo(600 - 64);
    expect(fitted({ width: 100, height: 100 }, frame).scale).toBe(1);
  });

  it("begins on a phone with the top, readable, where the whole could not be read", () => {
    const phone = { width: 390, height: 700 };
    const top = { x: 400, y: 0, width: 208, height: 88 };
    const view = opening({ width: 1000, height: 900 }, top, phone);
    expect(view.scale).toBe(1);
    expect(on(view, 504, 0)).toEqual([expect.closeTo(195), expect.closeTo(32)]);
    expect(opening({ width: 1000, height: 900 }, top, frame)).toEqual(fitted({ width: 1000, height: 900 }, frame));
    expect(opening({ width: 300, height: 300 }, top, phone)).toEqual(fitted({ width: 300, height: 300 }, phone));
  });

  it("zooms about the pointer, within bounds", () => {
    const before = { x: 50, y: 20, scale: 0.5 };
    const after = zoomAt(before, 1.6, { x: 300, y: 200 });
    expect(after.scale).toBeCloseTo(0.8);
    const [x, y] = on(after, 50 + 300 / 0.5, 20 + 200 / 0.5);
    expect([x, y]).toEqual([expect.closeTo(300), expect.closeTo(200)]);
    expect(zoomAt(before, 99, { x: 0, y: 0 }).scale).toBe(SCALES.most);
    expect(zoomAt(before, 0, { x: 0, y: 0 }).scale).toBe(SCALES.least);
  });

  it("is dragged as far as the pointer goes", () => {
    const before = { x: 0, y: 0, scale: 0.5 };
    expect(on(drag(before, 30, -10), 100, 100)).toEqual([80, 40]);
  });

  it("puts a node in the middle, readable", () => {
    const view = centre({ x: 0, y: 0, scale: 0.1 }, { x: 900, y: 400, width: 200, height: 80 }, frame);
    expect(on(view, 1000, 440)).toEqual([expect.closeTo(500), expect.closeTo(300)]);
    expect(view.scale).toBe(1);
  });

  it("moves no more than it has to", () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(reveal(view, { x: 100, y: 100, width: 200, height: 80 }, frame)).toEqual(view);
    expect(reveal(view, { x: 950, y: 100, width: 200, height: 80 }, frame)).toEqual({ x: 182, y: 0, scale: 1 });
    expect(reveal(view, { x: -50, y: 580, width: 200, height: 80 }, frame)).toEqual({ x: -82, y: 92, scale: 1 });
  });

  it("leaves out what is far away", () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(seen(view, frame, { x: 1100, y: 0, width: 200, height: 80 })).toBe(true);
    expect(seen(view, frame, { x: 1310, y: 0, width: 200, height: 80 })).toBe(false);
  });
});
