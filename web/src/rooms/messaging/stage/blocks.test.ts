import { describe, expect, it } from "vitest";
import { blocks } from "./blocks";

describe("blocks", () => {
  it("leaves plain text as it is", () => {
    expect(blocks("第一行\n\n第二行 | 不是表")).toEqual([{ kind: "text", text: "第一行\n\n第二行 | 不是表" }]);
  });

  it("finds code, and keeps its spaces", () => {
    expect(blocks("看：\n```python\n  x = 1\n\n  y\n```\n完")).toEqual([
      { kind: "text", text: "看：" },
      { kind: "code", text: "  x = 1\n\n  y", language: "python" },
      { kind: "text", text: "完" },
    ]);
  });

  it("takes a fence that is never closed for text", () => {
    expect(blocks("```\n没有结尾")).toEqual([{ kind: "text", text: "```\n没有结尾" }]);
  });

  it("finds a table, fills short rows, cuts long ones, keeps escaped bars", () => {
    expect(blocks("| 姓名 | 课时 |\n|---|:-:|\n| 何川 | 12 | 多 |\n| a\\|b |\n完")).toEqual([
      {
        kind: "table",
        head: ["姓名", "课时"],
        aligns: [null, "center"],
        rows: [
          ["何川", "12"],
          ["a|b", ""],
        ],
      },
      { kind: "text", text: "完" },
    ]);
  });

  it("reads from the rule how columns stand", () => {
    expect(blocks("a|b|c|d\n:--|--:|:-:|---")[0]).toMatchObject({ aligns: ["left", "right", "center", null] });
  });

  it("does not take a rule for a table", () => {
    expect(blocks("标题\n---\n正文")).toEqual([{ kind: "text", text: "标题\n---\n正文" }]);
    expect(blocks("a | b\n---\n")[0]?.kind).toBe("text");
  });
});
