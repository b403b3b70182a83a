import { describe, expect, it } from "vitest";
import { shortName } from "./Avatar";
import { brief, day, full, said, soon } from "./time";

const words = { today: "今天", yesterday: "昨天" };
const now = new Date(2026, 0, 15, 16, 0); // Thursday
const at = (day: number, hour = 14, minute = 5, year = 2026, month = 0) => new Date(year, month, day, hour, minute);

describe("times as people say them", () => {
  it.each([
    [at(15), "14:05"],
    [at(15, 0, 0), "00:00"],
    [at(14, 23, 59), "昨天"],
    [at(13), "周二"],
    [at(9), "周五"],
    [at(8), "1月8日"],
    [at(20, 9, 0, 2025, 11), "2025年12月20日"],
  ])("in lists: %s", (moment, expected) => expect(brief(moment, now, "zh-CN", words)).toBe(expected));

  it("in sentences", () => {
    expect(said(at(15), now, "zh-CN", words)).toBe("今天 14:05");
    expect(said(at(13), now, "zh-TW", words)).toBe("週二 14:05");
    const english = { today: "Today", yesterday: "Yesterday" };
    expect(said(at(8), now, "en", english)).toBe("Jan 8 14:05");
    expect(said(at(15), now, "en", english)).toBe("today 14:05");
    expect(day(at(15), now, "en", english)).toBe("Today");
  });

  it("for what is to come", () => {
    const coming = { ...words, tomorrow: "明天" };
    expect(soon(at(15, 18, 0), now, "zh-CN", coming)).toBe("18:00");
    expect(soon(at(16, 8, 0), now, "zh-CN", coming)).toBe("明天 08:00");
    expect(soon(at(19, 8, 0), now, "zh-CN", coming)).toBe("1月19日 08:00");
  });

  it("in full on hover, with seconds", () => expect(full(at(15), "zh-CN")).toBe("2026年1月15日周四 14:05:00"));
});

describe("short names of avatars", () => {
  it.each([
    ["周岚", true, "周岚"],
    ["许静怡", true, "静怡"],
    ["教务处", false, "教务"],
    ["高二 (3) 班", false, "高二"],
    ["Ann Lee", true, "AL"],
    ["support", false, "SU"],
  ])("%s", (name, person, expected) => expect(shortName(name, person)).toBe(expected));
});
