import { describe, expect, it } from "vitest";
import { askedOf, narrowed, searchPlace } from "./asking";

describe("what is asked", () => {
  it("keeps of an address what makes sense", () => {
    expect(searchPlace({ q: 42, kind: "files", when: "week", in: "x", where: "y", me: true, other: 1 })).toEqual({
      q: "42",
      kind: "files",
      when: "week",
      in: "x",
      where: "y",
      me: true,
    });
    expect(searchPlace({ kind: "secrets", when: "ever", since: "yesterday", me: "yes", who: 3 })).toEqual({});
  });

  it("counts days from midnight to midnight here", () => {
    const now = new Date(2026, 10, 26, 15, 30);
    expect(askedOf({ when: "day" }, now).since).toBe(new Date(2026, 10, 26).toISOString());
    expect(askedOf({ when: "week" }, now).since).toBe(new Date(2026, 10, 20).toISOString());
    const own = askedOf({ when: "own", since: "2026-02-27", until: "2026-02-28" }, now);
    expect(own).toEqual({ since: new Date(2026, 1, 27).toISOString(), until: new Date(2026, 2, 1).toISOString() });
  });

  it("tells conditions from none", () => {
    expect(narrowed({})).toBe(false);
    expect(narrowed({ when: "own" })).toBe(false);
    expect(narrowed({ me: true })).toBe(true);
    expect(narrowed({ where: "x" })).toBe(true);
  });
});
