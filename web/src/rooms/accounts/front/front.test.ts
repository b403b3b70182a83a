import { describe, expect, it } from "vitest";
import { arrivalSearch } from "./arrivalSearch";
import { codeFrom } from "./codeText";

describe("the code in what was typed", () => {
  it.each([
    ["123456", "123456"],
    ["12 34 56", "123456"],
    ["１２３４５６", "123456"],
    ["【铎】您的验证码是 123456，5 分钟内有效。", "123456"],
    ["Your code is 987654. Sent to 13800138000.", "987654"],
    ["12a34", "1234"],
    ["", ""],
  ])("%s", (typed, code) => expect(codeFrom(typed)).toBe(code));
});

describe("where one goes after signing in", () => {
  it.each(["/directory", "/join/abc?x=1", "/"])("here: %s", (next) => expect(arrivalSearch({ next }).next).toBe(next));

  it.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", 7, null])(
    "never elsewhere: %s",
    (next) => expect(arrivalSearch({ next }).next).toBeUndefined(),
  );
});
