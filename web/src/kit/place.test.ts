import { describe, expect, it } from "vitest";
import { beside } from "./place";

const window = { width: 1000, height: 800 };
const own = { width: 300, height: 400 };

describe("where a small pane stands", () => {
  it.each([
    ["to the right", { left: 100, right: 140, top: 50, bottom: 90 }, { left: 148, top: 50 }],
    ["to the left when the right is full", { left: 800, right: 840, top: 50, bottom: 90 }, { left: 492, top: 50 }],
    ["not over the lower edge", { left: 100, right: 140, top: 700, bottom: 740 }, { left: 148, top: 392 }],
    ["below what is as wide as the window", { left: 10, right: 990, top: 50, bottom: 90 }, { left: 10, top: 98 }],
    ["above it at the lower end", { left: 10, right: 990, top: 700, bottom: 740 }, { left: 10, top: 292 }],
  ])("%s", (_, anchor, at) => expect(beside(anchor, own, window)).toEqual(at));
});
