import { describe, expect, it } from "vitest";
import { lengthText, nameParts, sizeText } from "./format";

describe("sizes and lengths", () => {
  it("has three figures at most", () => {
    const said = [0, 999, 1000, 1536, 10_240, 123_456_789, 2 * 1024 ** 3, 5000 * 1024 ** 3].map(sizeText);
    expect(said).toEqual(["0 B", "999 B", "1 KB", "1.5 KB", "10 KB", "118 MB", "2 GB", "5000 GB"]);
  });

  it("counts minutes, and hours where there are any", () => {
    expect([0, 900, 65_000, 3_605_000].map(lengthText)).toEqual(["0:00", "0:01", "1:05", "1:00:05"]);
  });

  it("keeps the end of a long name", () => {
    expect(nameParts("短.pdf")).toEqual(["短.pdf", ""]);
    expect(nameParts("二〇二六年度第四季度工作总结终稿.docx").join("")).toBe("二〇二六年度第四季度工作总结终稿.docx");
    expect(nameParts("二〇二六年度第四季度工作总结终稿.docx")[1]).toBe("工作总结终稿.docx".slice(-10));
  });
});
