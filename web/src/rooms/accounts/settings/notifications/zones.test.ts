import { expect, it } from "vitest";
import { zoneName } from "./zones";

it.each([
  ["Asia/Shanghai", "zh-CN", "中国标准时间 · Shanghai"],
  ["Asia/Shanghai", "zh-TW", "中國標準時間 · Shanghai"],
  ["America/New_York", "en", "Eastern Time · New York"],
])("the time of %s in %s", (zone, language, expected) => expect(zoneName(zone, language)).toBe(expected));
