import { describe, expect, it } from "vitest";
import { auditSearch, keptAsSearch, sinceOf, wantedOf } from "./auditSearch";

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

  it("takes days with them, from the midnight one begins with to that after the last", () => {
    const wanted = wantedOf({ q: "吴", from: "2026-03-09", to: "2026-03-10" });
    expect(wanted).toEqual({
      q: "吴",
      since: new Date(2026, 2, 9).toISOString(),
      until: new Date(2026, 2, 11).toISOString(),
    });
    expect(auditSearch({ days: "7", from: "2026-03-09" })).toEqual({ days: "7" });
    expect(auditSearch({ from: "gestern", q: 3 })).toEqual({ q: "3" });
  });

  it("finds a search again as it was kept", () => {
    const own = { power: "organisations.role_manage", from: "2026-03-09", to: "2026-03-10" };
    expect(keptAsSearch({ wanted: wantedOf(own), days: null })).toEqual(own);
    expect(keptAsSearch({ wanted: { q: "吴" }, days: 30 })).toEqual({ q: "吴", days: "30" });
  });
});
