import { describe, expect, it } from "vitest";
import { auditSearch, sinceOf } from "./auditSearch";

describe("what of the audit list is asked for", () => {
  it("keeps of an address what makes sense", () => {
    const raw = { kind: "organisations.founded", by: "m", about: 7, days: 30, more: "x" };
    expect(auditSearch(raw)).toEqual({ kind: "organisations.founded", by: "m", days: "30" });
    expect(auditSearch({ days: "31" })).toEqual({});
  });

  it("begins with a day, so that it is one question all day long", () => {
    const at = (hour: number) => new Date(2026, 2, 10, hour, 30);
    expect(sinceOf(undefined, at(9))).toBeUndefined();
    expect(sinceOf("1", at(9))).toBe(new Date(2026, 2, 10).toISOString());
    expect(sinceOf("7", at(9))).toBe(sinceOf("7", at(23)));
    expect(sinceOf("7", at(9))).toBe(new Date(2026, 2, 4).toISOString());
  });
});
