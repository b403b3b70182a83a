import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import type { FileCard } from "@/rooms/files/door";
import type { Content, Fact } from "./calls";
import words from "./locales/zh-CN.json";
import { contentWords, type People, sentence } from "./words";

/** Enough of i18next for these: a key of the room's words, and a count. */
const t = ((key: string, more: Record<string, unknown> = {}) => {
  const at = (path: string) =>
    path.split(".").reduce<unknown>((found, name) => (found as Record<string, unknown>)?.[name], words);
  return String(at(key) ?? at(`${key}_other`) ?? key).replace(/{{(\w+)}}/g, (_, word) => String(more[word]));
}) as unknown as TFunction;

function file(name: string, more: Partial<FileCard> = {}): FileCard {
  return { id: name, name, kind: "picture", mime: "image/jpeg", size: 9, preview: true, ...more } as FileCard;
}

const said = (...files: FileCard[]) => contentWords({ kind: "files", files } as Content, t);

describe("files in a word", () => {
  it("are pictures or films where all are, else files, and one of those by its name", () => {
    const pdf = file("纪要.pdf", { kind: "pdf" });
    const film = file("a.mp4", { kind: "video" });
    expect(said(file("a.jpg"))).toBe("[图片]");
    expect(said(file("a.jpg"), file("b.jpg"))).toBe("[图片] 2 个");
    expect(said(film)).toBe("[视频]");
    expect(said(film, file("a.jpg"))).toBe("[文件] 2 个");
    expect(said(pdf)).toBe("[文件] 纪要.pdf");
    expect(said(file("原图.jpg", { as_file: true }))).toBe("[文件] 原图.jpg");
  });

  it("are a voice with its length", () => {
    const voice = { kind: "voice", file: file("voice.webm", { kind: "audio", duration_ms: 65_000 }) };
    expect(contentWords(voice as Content, t)).toBe("[语音] 1:05");
  });
});

describe("that a group was made", () => {
  const people = { a: { name: "周岚" }, b: { name: "许静怡" }, c: { name: "何川" } } as unknown as People;
  const made = (subjects: string[]) => ({ kind: "created", sender_id: "a", subjects, count: null }) as unknown as Fact;

  it("says whom its maker added, and nothing of it where that is nobody", () => {
    expect(sentence(made(["a", "b", "c"]), people, "a", t)).toBe("你创建了群聊，并邀请了许静怡、何川");
    expect(sentence(made(["a"]), people, "b", t)).toBe("周岚创建了群聊");
  });
});

describe("what was done in a group", () => {
  const people = { a: { name: "周岚" }, b: { name: "苏芮" } } as unknown as People;
  const plain = { sender_id: "a", subjects: ["b"], count: 1, changed: [], granted: null };
  const fact = (more: object) => ({ ...plain, ...more }) as unknown as Fact;

  it("tells letting in from bringing in, also to those of before", () => {
    expect(sentence(fact({ kind: "joined" }), people, "c", t)).toBe("周岚邀请苏芮加入了群聊");
    const asked = fact({ kind: "joined", granted: "asked" });
    expect(sentence(asked, people, "a", t)).toBe("你同意了苏芮的入群申请");
    expect(sentence(asked, people, "b", t)).toBe("周岚同意了你的入群申请");
    expect(sentence(asked, people, "c", t)).toBe("周岚同意了苏芮的入群申请");
  });

  it("says what was set, where the fact tells", () => {
    const settings = { posting: "admins", approval: false };
    expect(sentence(fact({ kind: "settings", settings }), people, "c", t)).toBe("周岚修改了群设置");
    expect(sentence(fact({ kind: "settings", settings, changed: ["posting", "approval"] }), people, "c", t)).toBe(
      "周岚修改了群设置：开启全员禁言、入群无需同意",
    );
  });
});
