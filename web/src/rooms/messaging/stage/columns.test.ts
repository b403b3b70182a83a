import { describe, expect, it } from "vitest";
import { columnWidths } from "./columns";

describe("columnWidths", () => {
  it("keeps short cells whole, and long ones no narrower than six characters", () => {
    expect(columnWidths(["日期", "备注"], [["周一", "需要提前半小时到场布置座位"]])).toEqual([2, 6]);
  });

  it("keeps a number on its line", () => {
    expect(columnWidths(["电话"], [["134 0000 0000"]])[0]).toBeCloseTo(8.1);
    expect(columnWidths(["说明"], [["a b c d e f g h i j k l m n"]])).toEqual([6]);
  });
});
