import { describe, expect, it } from "vitest";
import { FITTED, fitInto, MOST, swipe, within, zoomedAt } from "./zoom";

const frame = { width: 400, height: 300 };

describe("a picture in its frame", () => {
  it("is fitted and never blown up", () => {
    expect(fitInto({ width: 800, height: 300 }, frame)).toEqual({ width: 400, height: 150 });
    expect(fitInto({ width: 40, height: 30 }, frame)).toEqual({ width: 40, height: 30 });
  });

  it("zooms about the point under the finger", () => {
    const at = { x: 100, y: -50 };
    const view = zoomedAt(FITTED, 2, at);
    expect(view).toEqual({ scale: 2, x: -100, y: 50 });
    expect(zoomedAt(view, 0.5, at)).toEqual(FITTED);
    expect(zoomedAt(view, 1000, at).scale).toBe(MOST);
  });

  it("moves no further than its edges", () => {
    const fitted = { width: 400, height: 150 };
    expect(within({ scale: 1, x: 50, y: 50 }, frame, fitted)).toEqual(FITTED);
    expect(within({ scale: 3, x: 999, y: -999 }, frame, fitted)).toEqual({ scale: 3, x: 400, y: -75 });
    expect(within({ scale: 0.2, x: 0, y: 0 }, frame, fitted).scale).toBe(1);
  });

  it("understands what a finger meant", () => {
    expect(swipe(-120, 10, 200)).toBe("next");
    expect(swipe(120, 10, 200)).toBe("before");
    expect(swipe(10, 150, 200)).toBe("away");
    expect(swipe(120, 110, 200)).toBeNull();
    expect(swipe(-120, 0, 2000)).toBeNull();
    expect(swipe(3, 2, 100)).toBeNull();
  });
});
