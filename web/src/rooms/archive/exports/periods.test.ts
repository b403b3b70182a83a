import { describe, expect, it } from "vitest";
import { periodOf } from "./periods";

const NOW = new Date(2026, 4, 20, 15, 30);

describe("the period of an export", () => {
  it("is open where everything is asked for", () => {
    expect(periodOf({ kind: "all", from: "", to: "" }, NOW)).toEqual({});
  });

  it("begins at midnight so many days ago", () => {
    const { since, until } = periodOf({ kind: "month", from: "", to: "" }, NOW) ?? {};
    expect(new Date(since ?? "")).toEqual(new Date(2026, 3, 20));
    expect(until).toBeUndefined();
  });

  it("holds both days of a range whole, where one lives", () => {
    const { since, until } = periodOf({ kind: "range", from: "2026-05-01", to: "2026-05-02" }, NOW) ?? {};
    expect(new Date(since ?? "")).toEqual(new Date(2026, 4, 1));
    expect(new Date(until ?? "")).toEqual(new Date(2026, 4, 3));
  });

  it("is none where a range ends before it begins, or has no day", () => {
    expect(periodOf({ kind: "range", from: "2026-05-02", to: "2026-05-01" }, NOW)).toBeNull();
    expect(periodOf({ kind: "range", from: "", to: "" }, NOW)).toBeNull();
  });
});
