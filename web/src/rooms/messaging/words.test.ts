import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import type { FileCard } from "@/rooms/files/door";
import type { Content } from "./calls";
import words from "./locales/zh-CN.json";
import { contentWords } from "./words";

/** Enough of i18next for these: a key of the room's words, and a count. */
const t = ((key: string, more: { count?: number } = {}) => {
  const [group, name] = key.split(".") as ["content", string];
  const found = words[group] as Record<string, string>;
  return (found[name] ?? found[`${name}_other`] ?? key).replace("{{count}}", String(more.count));
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
