/**
 * What a content says, in plain words: a message with what it carries, a change of who is in a group, an act of an admin.
 * What has none of these forms is shown as it is written: nothing of it is guessed.
 */
import type { Verdict } from "../check/verify";
import { lineOf, shown } from "./shown";
import type { Say } from "./words";

type Names = Verdict["names"];
type Fields = Record<string, unknown>;

const EVERYBODY = "00000000-0000-0000-0000-000000000000";
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What a content says, what it says first in front. */
export function saidOf(content: string, names: Names, say: Say): string[] {
  try {
    return partsOf(content, names, say).map(shown);
  } catch (error) {
    // Deeper than anything of ours, and than what can be written anew.
    if (error instanceof RangeError) return [shown(content)];
    throw error;
  }
}

/** Whether a content says that the person, and nobody else, is no longer in a group. */
export function leaves(content: string | undefined, person: string | null): boolean {
  const change = content === undefined ? null : objectOf(content, "change,owner,people,version");
  return Array.isArray(change?.people) && change.people.length === 1 && change.people[0] === person;
}

/** The JSON object of exactly these fields that a content is, or null. */
function objectOf(content: string, fields: string): Fields | null {
  try {
    const said: unknown = JSON.parse(content);
    return isObject(said) && Object.keys(said).sort().join() === fields ? said : null;
  } catch {
    return null;
  }
}

function partsOf(content: string, names: Names, say: Say): string[] {
  const message = objectOf(content, "content,mentions,origin,reply_to,text");
  const change = objectOf(content, "change,owner,people,version");
  const act = objectOf(content, "body,changes,kind,subject,why");
  // A number that is another one here than it was signed is shown as it is written.
  const rounded = typeof message?.reply_to === "number" && !Number.isSafeInteger(message.reply_to);
  if (message && !rounded) return messageOf(message, names, say);
  if (change && Array.isArray(change.people)) return changeOf(change, change.people, names, say);
  if (act && Array.isArray(act.changes)) return actOf(act, act.changes, names, say);
  return [content];
}

function messageOf(said: Fields, names: Names, say: Say): string[] {
  const called = (id: unknown) => (id === EVERYBODY ? say("everybody") : nameOf(id, names));
  const mentions = Array.isArray(said.mentions) ? said.mentions.map(called).join(", ") : "";
  return [
    String(said.text),
    ...(mentions ? [say("said.mentions", { said: mentions })] : []),
    ...(said.reply_to === null ? [] : [say("said.reply", { said: String(said.reply_to) })]),
    ...(said.origin === null ? [] : [say("said.origin", { said: whenceOf(said.origin) })]),
    ...(said.content === null ? [] : [say("said.carries", { said: carriedOf(said.content, say) })]),
  ];
}

/** Who came or went, and whose the group is. */
function changeOf(said: Fields, people: unknown[], names: Names, say: Say): string[] {
  const owner = said.owner === null ? [] : [say("said.owner", { said: nameOf(said.owner, names) })];
  return [say("said.people", { said: people.map((id) => nameOf(id, names)).join(", ") }), ...owner];
}

function actOf(said: Fields, changes: unknown[], names: Names, say: Say): string[] {
  const value = (one: unknown) =>
    (typeof one === "string" ? one : JSON.stringify(one ?? null)).replace(ID, (id) => nameOf(id, names));
  const changed = changes
    .filter(isObject)
    .map(({ field, before, after }) => say("said.changes", { said: `${field}: ${value(before)} → ${value(after)}` }));
  return [
    ...(said.why ? [say("said.why", { said: String(said.why) })] : []),
    ...(said.subject === null ? [] : [say("said.subject", { said: nameOf(said.subject, names) })]),
    ...changed,
    ...(JSON.stringify(said.body) === "{}" ? [] : [say("said.body", { said: value(said.body) })]),
  ];
}

function whenceOf(origin: unknown): string {
  return writtenUnless(origin, ({ name, at }) => `${text(name)}, ${text(at)}`);
}

/** What a message carries; of a kind of tomorrow all of it. */
function carriedOf(content: unknown, say: Say): string {
  return writtenUnless(content, (fields) => kindOf(fields, say));
}

function kindOf(carried: Fields, say: Say): string {
  switch (carried.kind) {
    case "files":
      return list(carried.files, (one) => say("said.file", { name: text(one.name), size: size(one) })).join(", ");
    case "voice":
      return say("said.voice", { size: size(fields(carried.file)) });
    case "sticker":
      return say("said.sticker", { name: text(carried.label || carried.name) });
    case "poll":
      return say("said.poll", { question: text(carried.question), options: (carried.options as string[]).join(" / ") });
    case "location": {
      const place = `${carried.label ?? ""} (${Number(carried.latitude)}, ${Number(carried.longitude)})`;
      return say("said.place", { label: place.trimStart() });
    }
    case "merged":
      return say("said.merged", {
        title: text(carried.title),
        items: list(carried.items, (one) => itemOf(one, say)).join(" / "),
      });
    default:
      throw new TypeError("a kind of tomorrow");
  }
}

function itemOf(one: Fields, say: Say): string {
  const parts = [text(one.text), one.content ? kindOf(fields(one.content), say) : ""].filter(Boolean);
  return `${text(one.name)}: ${parts.join(" ")}`;
}

/** What is told of an object; what has not the form of one that we know is shown as it is written. */
function writtenUnless(value: unknown, tell: (fields: Fields) => string): string {
  try {
    return tell(fields(value));
  } catch (error) {
    if (error instanceof TypeError) return JSON.stringify(value);
    throw error;
  }
}

function list(value: unknown, tell: (one: Fields) => string): string[] {
  if (!Array.isArray(value)) throw new TypeError("no list");
  return value.map((one) => tell(fields(one)));
}

function fields(value: unknown): Fields {
  if (!isObject(value)) throw new TypeError("no object");
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("no text");
  return value;
}

function size(file: Fields): string {
  if (!Number.isSafeInteger(file.size)) throw new TypeError("no size");
  return String(file.size);
}

function nameOf(id: unknown, names: Names): string {
  const name = names.get(String(id));
  return name === undefined ? String(id) : lineOf(name);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
