import { describe, expect, it } from "vitest";
import type { WireFact } from "../calls";
import { sought } from "../composer/useMentions";
import { mentioned } from "../model/drafts";
import { factOf } from "../model/wire";
import { placeSearch } from "../usePlace";
import { brief } from "../words";
import { pieces } from "./pieces";
import { indexOfSeq, rowsOf } from "./rows";

describe("text", () => {
  it("finds links up to the point that ends the sentence", () => {
    expect(pieces("见 https://a.cn/b_(c)。另见 http://x.org/q?a=1, 完", [])).toEqual([
      { kind: "text", text: "见 " },
      { kind: "link", text: "https://a.cn/b_(c)", href: "https://a.cn/b_(c)" },
      { kind: "text", text: "。另见 " },
      { kind: "link", text: "http://x.org/q?a=1", href: "http://x.org/q?a=1" },
      { kind: "text", text: ", 完" },
    ]);
  });

  it("makes no link of anything but http", () => {
    for (const text of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "<b>粗</b>"]) {
      expect(pieces(text, [])).toEqual([{ kind: "text", text }]);
    }
  });

  it("marks the longest name that is mentioned, and no other", () => {
    expect(pieces("@周岚 @周岚岚 @何川", ["周岚", "周岚岚"])).toEqual([
      { kind: "mention", text: "@周岚" },
      { kind: "text", text: " " },
      { kind: "mention", text: "@周岚岚" },
      { kind: "text", text: " @何川" },
    ]);
  });

  it("looks for a name after an @ that begins a word", () => {
    expect(sought("请 @何", 4)).toBe("何");
    expect(sought("@", 1)).toBe("");
    expect(sought("mail@exa", 8)).toBeNull();
    expect(sought("@何川 好", 5)).toBeNull();
  });

  it("sends as mentions only the names that are still in the text", () => {
    expect(mentioned("@周岚 请看", { p1: "周岚", p2: "何川" })).toEqual(["p1"]);
  });
});

describe("rows of the stream", () => {
  const at = (day: number, minute: number) => new Date(2026, 0, day, 9, minute).toISOString();
  const fact = (seq: number, fields: Partial<WireFact>) =>
    factOf({ conversation_id: "c", seq, kind: "text", at: at(12, seq), text: `${seq}`, ...fields }, "me");
  const options = { me: "me", newAfter: null };
  const run = { first: 1, last: 99, start: true, end: true, held: [] };

  it("groups one person's messages, parts days", () => {
    const facts = [
      fact(1, { kind: "created", sender_id: "a" }),
      fact(2, { sender_id: "a" }),
      fact(3, { sender_id: "a" }),
      fact(5, { sender_id: "b", at: at(13, 1) }),
    ];
    const rows = rowsOf({ ...run, facts }, [], options);
    expect(rows.map((row) => row.kind)).toEqual(["day", "system", "text", "text", "day", "text"]);
    expect(rows.flatMap((row) => ("lead" in row ? [row.lead] : []))).toEqual([true, false, true]);
  });

  it("says where the new ones begin, once, and not over one's own", () => {
    const facts = [
      fact(1, { sender_id: "a" }),
      fact(2, { sender_id: "me" }),
      fact(3, { sender_id: "a" }),
      fact(4, { sender_id: "b" }),
    ];
    const rows = rowsOf({ ...run, facts }, [], { me: "me", newAfter: 1 });
    expect(rows.map((row) => row.kind)).toEqual(["day", "text", "text", "new", "text", "text"]);
  });

  it("shows what is on its way at the end, under the key the stored message will have", () => {
    const outgoing = {
      client_id: "k",
      conversation_id: "c",
      text: "x",
      mentions: [],
      reply_to: null,
      sent_at: at(12, 9),
      state: "sending" as const,
      why: null,
    };
    const before = rowsOf({ ...run, facts: [fact(1, { sender_id: "a" })] }, [outgoing], options);
    const stored = fact(2, { sender_id: "me", client_id: "k" });
    const after = rowsOf({ ...run, facts: [fact(1, { sender_id: "a" }), stored] }, [outgoing], options);
    expect(before.at(-1)).toMatchObject({ kind: "outgoing", key: "k" });
    expect(after.at(-1)).toMatchObject({ kind: "text", key: "k" });
    expect(after).toHaveLength(before.length);
  });

  it("keeps one's own message while what was said before it is being read, and nobody else's", () => {
    const facts = [fact(1, { sender_id: "a" })];
    const held = [fact(3, { sender_id: "a" }), fact(4, { sender_id: "me", client_id: "k" })];
    const rows = rowsOf({ ...run, facts, held }, [], options);
    expect(rows.map((row) => row.key)).toEqual([rows[0]?.key, "m1", "k"]);
  });

  it("finds the row of a fact, or the next that has one", () => {
    const facts = [fact(1, { sender_id: "a" }), fact(3, { sender_id: "a" })];
    const rows = rowsOf({ ...run, facts }, [], options);
    expect(rows[indexOfSeq(rows, 2)]).toMatchObject({ fact: { seq: 3 } });
  });
});

describe("the address", () => {
  it("keeps what makes sense and drops the rest", () => {
    expect(placeSearch({ details: "effects", seq: "12", at: -1, x: 1 })).toEqual({ details: "effects", seq: 12 });
    expect(placeSearch({ details: "ding", at: "7" })).toEqual({ at: 7 });
  });
});

describe("the beginning of a text", () => {
  it("is one line of at most 200 characters, none cut in half", () => {
    expect(brief("一行\n  又一行")).toBe("一行 又一行");
    expect(brief("看：\n```python\nx = `1`\n```\n用 `make` 就行")).toBe("看： x = `1` 用 make 就行");
    expect(brief("```\n后面被截断")).toBe("后面被截断");
    expect(brief("| 姓名 | 课时 |\n|---|---|\n| 何川 | 12 |")).toBe("姓名 课时 何川 12");
    expect(brief("a | b 和 `")).toBe("a | b 和 `");
    const long = brief("👍".repeat(20_000));
    expect([...long]).toHaveLength(200);
    expect(long).toBe("👍".repeat(200));
  });
});
