import { beforeEach, describe, expect, it } from "vitest";
import { arrivalSearch } from "./arrivalSearch";
import { codeFrom } from "./codeText";
import { keepCode, openCode } from "./openCode";
import { endRegistering, keepRegistering, openRegistering } from "./registering";

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

describe("a code that was asked for", () => {
  const code = { challenge: "c", phone: "13800000001", until: 1000 };
  beforeEach(() => sessionStorage.clear());

  it("is open through a reload, for its purpose and its time", () => {
    keepCode("sign_in", code);
    expect(openCode("sign_in", 999)).toEqual(code);
    expect(openCode("sign_in", 1000)).toBeNull();
    expect(openCode("password", 999)).toBeNull();
  });

  it("was not asked for where nothing readable is kept", () => {
    sessionStorage.setItem("tocsin.code.sign_in", "{");
    expect(openCode("sign_in", 0)).toBeNull();
  });
});

describe("a phone that is proved and has no account", () => {
  beforeEach(() => sessionStorage.clear());

  it("can be registered through a reload, for as long as its ticket is good", () => {
    const one = { phone: "13800000001", ticket: "t" };
    keepRegistering(one, 0);
    expect(openRegistering(599_999)).toEqual(one);
    expect(openRegistering(600_000)).toBeNull();
    endRegistering();
    expect(openRegistering(1)).toBeNull();
  });
});
