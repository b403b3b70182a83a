import { describe, expect, it } from "vitest";
import { isQuiet, type QuietHours, quietEnds, until, wall } from "./hours";

const nights: QuietHours = { on: true, days: [1, 2, 3, 4, 5], start: "22:00", end: "07:00", zone: "Asia/Shanghai" };
const at = (quiet: Partial<QuietHours>, now: string, quiet_until: string | null = null) =>
  isQuiet({ quiet: { ...nights, ...quiet }, quiet_until }, new Date(now));

describe("the clock on the wall", () => {
  it("is that of the place, whatever the device's", () => {
    expect(wall(new Date("2026-03-01T16:30:00Z"), "Asia/Shanghai")).toEqual({ day: 1, minute: 30 });
    expect(wall(new Date("2026-03-01T16:30:00Z"), "America/New_York")).toEqual({ day: 7, minute: 11 * 60 + 30 });
    expect(wall(new Date("2026-03-01T16:00:00Z"), "Asia/Shanghai").minute).toBe(0);
  });

  it("does without a zone the browser has not heard of", () => {
    expect(wall(new Date("2026-03-01T16:30:00Z"), "Mars/Olympus").day).toBeGreaterThan(0);
  });
});

// 2026-03-02 is a Monday.
describe("quiet hours", () => {
  it.each([
    ["in the evening of a chosen day", "2026-03-02T22:00:00+08:00", true],
    ["a minute before", "2026-03-02T21:59:00+08:00", false],
    ["past midnight", "2026-03-03T00:00:00+08:00", true],
    ["the last minute of the morning after", "2026-03-03T06:59:00+08:00", true],
    ["at the end", "2026-03-03T07:00:00+08:00", false],
    ["the morning of the first chosen day belongs to the night before", "2026-03-02T06:00:00+08:00", false],
    ["the night of Friday reaches into Saturday", "2026-03-07T06:00:00+08:00", true],
    ["on Saturday evening", "2026-03-07T23:00:00+08:00", false],
    ["on Sunday morning", "2026-03-08T06:00:00+08:00", false],
  ])("over midnight: %s", (_, now, is) => expect(at({}, now)).toBe(is));

  it.each([
    ["2026-03-02T12:00:00+08:00", true],
    ["2026-03-02T13:29:00+08:00", true],
    ["2026-03-02T13:30:00+08:00", false],
    ["2026-03-02T11:59:00+08:00", false],
    ["2026-03-07T12:30:00+08:00", false],
  ])("within a day: %s", (now, is) => expect(at({ start: "12:00", end: "13:30" }, now)).toBe(is));

  it("are those of Sunday on Monday morning", () => {
    expect(at({ days: [7] }, "2026-03-02T06:00:00+08:00")).toBe(true);
    expect(at({ days: [7] }, "2026-03-01T06:00:00+08:00")).toBe(false);
  });

  it("are not while they are off", () => expect(at({ on: false }, "2026-03-02T23:00:00+08:00")).toBe(false));

  it("follow the clock of a place when it is put forward and back", () => {
    const berlin = { zone: "Europe/Berlin", days: [1, 2, 3, 4, 5, 6, 7] };
    // 29 March 2026, 01:00 UTC: 02:00 becomes 03:00.
    expect(at(berlin, "2026-03-28T21:00:00Z")).toBe(true);
    expect(at(berlin, "2026-03-29T04:59:00Z")).toBe(true);
    expect(at(berlin, "2026-03-29T05:00:00Z")).toBe(false);
    // 25 October 2026, 01:00 UTC: 03:00 becomes 02:00.
    expect(at(berlin, "2026-10-24T19:59:00Z")).toBe(false);
    expect(at(berlin, "2026-10-24T20:00:00Z")).toBe(true);
    expect(at(berlin, "2026-10-25T05:59:00Z")).toBe(true);
    expect(at(berlin, "2026-10-25T06:00:00Z")).toBe(false);
    // Hours that lie in the hour that is not, or is twice.
    const small = { ...berlin, start: "02:00", end: "03:00" };
    expect(at(small, "2026-03-29T00:30:00Z")).toBe(false);
    expect(at(small, "2026-03-29T01:00:00Z")).toBe(false);
    for (const time of ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]) expect(at(small, time)).toBe(true);
  });

  it("or a while that was asked for", () => {
    const off = { on: false };
    expect(at(off, "2026-03-02T12:00:00+08:00", "2026-03-02T13:00:00+08:00")).toBe(true);
    expect(at(off, "2026-03-02T13:00:00+08:00", "2026-03-02T13:00:00+08:00")).toBe(false);
  });
});

describe("the end of quiet", () => {
  const ends = (quiet: Partial<QuietHours>, now: string, quiet_until: string | null = null) =>
    quietEnds({ quiet: { ...nights, ...quiet }, quiet_until }, new Date(now))?.toISOString() ?? null;

  it("is there only while it is quiet", () => {
    expect(ends({}, "2026-03-02T12:00:00+08:00")).toBeNull();
    expect(ends({ on: false }, "2026-03-02T23:00:00+08:00")).toBeNull();
  });

  it("is that of the hours, of the while, or of the one that follows on the other", () => {
    const seven = new Date("2026-03-03T07:00:00+08:00").toISOString();
    expect(ends({}, "2026-03-02T23:15:30+08:00")).toBe(seven);
    expect(ends({ on: false }, "2026-03-02T12:00:00+08:00", "2026-03-02T13:00:00+08:00")).toBe(
      new Date("2026-03-02T13:00:00+08:00").toISOString(),
    );
    expect(ends({}, "2026-03-02T21:30:00+08:00", "2026-03-02T22:30:00+08:00")).toBe(seven);
  });

  it("comes an hour sooner or later when the clock is changed", () => {
    const berlin = { zone: "Europe/Berlin", days: [1, 2, 3, 4, 5, 6, 7] };
    expect(ends(berlin, "2026-03-28T22:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
    expect(ends(berlin, "2026-10-24T22:00:00Z")).toBe("2026-10-25T06:00:00.000Z");
  });
});

it("an hour is an hour, and tomorrow begins at eight", () => {
  const now = new Date(2026, 11, 31, 23, 30);
  expect(until("hour", now)).toEqual(new Date(2027, 0, 1, 0, 30));
  expect(until("tomorrow", now)).toEqual(new Date(2027, 0, 1, 8));
});
