import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import type { FileCard } from "@/rooms/files/door";
import type { Content, Fact } from "./calls";
import words from "./locales/zh-CN.json";
import { contentWords, type People, sentence } from "./words";

/** Enough of i18next for these: a key of the room's words, and a count. */
const t = ((key: string, more: Record<string, unknown> = {}) => {
  const [group, name] = key.split(".") as ["content", string];
  const found = words[group] as Record<string, string>;
  return (found[name] ?? found[`${name}_other`] ?? key).replace(/{{(\w+)}}/g, (_, word) => String(more[word]));
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
