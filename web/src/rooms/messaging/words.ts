/** Sentences of the chat that several parts say: previews, joined and left, names. */
import type { TFunction } from "i18next";
import { language } from "@/app/language";
import { ahead } from "@/kit/time";
import { type FileCard, lengthText } from "@/rooms/files/door";
import type { Content, Conversation, Face, Fact } from "./calls";
import type { ChatState } from "./model/state";
import { plain } from "./stage/plain";

export type People = Record<string, Face>;

export function nameOf(people: People, me: string, id: string | null, t: TFunction): string {
  if (id === null) return t("person.system");
  if (id === me) return t("person.you");
  return people[id]?.name ?? t("person.unknown");
}

/** "周岚把何川、许静怡加入了群": a fact that is no message, as a sentence. */
export function sentence(fact: Fact, people: People, me: string, t: TFunction): string {
  const who = nameOf(people, me, fact.sender_id, t);
  // Who makes a group is in it: told are the others.
  const made = fact.kind === "created" && fact.sender_id !== null;
  const subjects = made ? fact.subjects.filter((id) => id !== fact.sender_id) : fact.subjects;
  const names = subjects.slice(0, 5).map((id) => nameOf(people, me, id, t));
  const count = (fact.count ?? fact.subjects.length) - (fact.subjects.length - subjects.length);
  const list = names.join(t("fact.comma")) + (count > names.length ? t("fact.more", { count }) : "");
  const alone = count === 0 || (count === 1 && fact.subjects[0] === fact.sender_id);
  if (fact.recalled && fact.kind !== "announced") return t("fact.recalled", { who });
  if (fact.kind === "joined" && alone && !fact.granted) return t("fact.joinedAlone", { who: list || who });
  if (fact.kind === "left") return t("fact.left", { who: list || who });
  if (made && names.length > 0) return t("fact.createdWith", { who, list });
  const governing = governed(fact, t, { who, list });
  if (governing !== null) return governing;
  if (fact.sender_id === null) return t(`fact.${fact.kind}Itself`, { list, name: fact.name, defaultValue: list });
  return t(`fact.${fact.kind}`, { who, list, name: fact.name });
}

/** What a fact says of running a group; null for one that says nothing of it. */
function governed(fact: Fact, t: TFunction, words: { who: string; list: string }): string | null {
  const off = (gone: boolean) => (gone ? "Off" : "");
  const until = fact.until ? ahead(new Date(fact.until), new Date(), language()) : "";
  switch (fact.kind) {
    case "joined":
      return fact.granted ? t(`fact.granted.${fact.granted}`, words) : null;
    case "settings":
      return fact.changed.length > 0 ? t("fact.settingsChanged", { ...words, changed: changes(fact, t) }) : null;
    case "admin":
      return t(`fact.admin${off(!fact.on)}`, words);
    case "silenced":
      return t(`fact.silenced${off(fact.until === null)}`, { ...words, until });
    case "warned":
      return t(`fact.warned${off(fact.until === null)}`, { ...words, until });
    case "merged":
      return t(fact.on ? "fact.mergedIn" : "fact.mergedOut", { name: fact.name });
    case "announced":
      return t("fact.announced", { ...words, text: fact.text === null ? t("announce.erased") : brief(fact.text) });
    default:
      return null;
  }
}

/** What a group set otherwise: "开启全员禁言、入群需同意". */
function changes({ changed, settings }: Fact, t: TFunction): string {
  const values: Record<string, unknown> = { ...settings };
  return changed.map((name) => t(`fact.set.${name}.${values[name]}`)).join(t("fact.comma"));
}

const BRIEF = 200;

/** The beginning of a text on one line, without marks: as much as a line can show, not all that a message may hold. */
export function brief(text: string): string {
  // By whole characters, so that no emoji is cut in half.
  const line = plain(text.slice(0, 4 * BRIEF)).replace(/\s+/g, " ");
  return [...line.trim()].slice(0, BRIEF).join("");
}

/** "[图片]", "[视频]", "[文件] 纪要.docx"; of several how many. */
function filesWords(files: FileCard[], t: TFunction): string {
  const [first] = files;
  const all = (kind: FileCard["kind"]) => files.every((file) => file.kind === kind && !file.as_file);
  const word = `[${t(`content.${all("picture") ? "picture" : all("video") ? "video" : "files"}`)}]`;
  if (files.length > 1) return `${word} ${t("content.count", { count: files.length })}`;
  return all("picture") || all("video") ? word : `${word} ${first?.name ?? ""}`;
}

/** What a message carries, in a word: "[投票] 几点？". */
export function contentWords(content: Content | null, t: TFunction): string {
  switch (content?.kind) {
    case "sticker":
      if (content.label) return `[${content.label}]`;
      return `[${t(`sticker.${content.name}`, { defaultValue: t("content.sticker") })}]`;
    case "poll":
      return `[${t("content.poll")}] ${content.question}`;
    case "location":
      return `[${t("content.location")}] ${content.label ?? ""}`.trim();
    case "merged":
      return `[${t("content.merged")}] ${content.title}`;
    case "files":
      return filesWords(content.files, t);
    case "voice":
      return `[${t("content.voice")}] ${lengthText(content.file.duration_ms ?? 0)}`;
    default:
      return "";
  }
}

/** A message on one line: its words, or what it carries. */
export function gist(fact: Fact, t: TFunction): string {
  return brief(fact.text || contentWords(fact.content, t));
}

/** The second line of a row in the list. */
export function preview(conversation: Conversation, state: ChatState, t: TFunction): string {
  const fact = conversation.last;
  if (!fact) return "";
  if (fact.kind !== "text" || fact.recalled) return sentence(fact, state.people, state.me, t);
  const text = gist(fact, t);
  if (conversation.kind === "direct") return text;
  // An imported message has no sender, and says who wrote it.
  const imported = fact.sender_id === null ? fact.origin?.name : undefined;
  return t("list.said", { who: imported ?? nameOf(state.people, state.me, fact.sender_id, t), text });
}
