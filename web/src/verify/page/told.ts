/** What a proved effect says, in words of the screen; whatever somebody else wrote is shown so that it cannot pretend. */
import type { Proved, Verdict } from "../check/verify";
import type { Say } from "./words";

/** What turns lines round or is not to be seen at all, as its code; line feeds and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export function shown(text: string): string {
  return text.replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function lineOf(text: string): string {
  return shown(text).replace(/\s+/g, " ");
}

export interface Person {
  name: string | null;
  id: string | null;
}

export interface Told {
  key: number;
  effect: Proved["entry"]["effect"];
  who: Person;
  act: string;
  item: string;
  at: Date;
  device: string | null;
  /** What it says first, then what stands beside it; null where it is not shown. */
  said: string[] | null;
  /** All of it in lower case, to be found by. */
  found: string;
}

const EVERYBODY = "00000000-0000-0000-0000-000000000000";

/** The JSON object of exactly these fields that a content is, or null. */
function objectOf(content: string, fields: string): Record<string, unknown> | null {
  try {
    const said: unknown = JSON.parse(content);
    const right = typeof said === "object" && said !== null && Object.keys(said).sort().join() === fields;
    return right ? (said as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function personOf(id: string | null, names: Verdict["names"]): Person {
  const name = id === null ? undefined : names.get(id);
  return { id, name: name === undefined ? null : lineOf(name) };
}

type Beside = [word: string, value: unknown];

function besideMessage(said: Record<string, unknown>, names: Verdict["names"], say: Say): Beside[] {
  const called = (id: string) => (id === EVERYBODY ? say("everybody") : (personOf(id, names).name ?? id));
  const mentions = Array.isArray(said.mentions) ? said.mentions.map((id) => called(String(id))).join(", ") : null;
  return [
    ["mentions", mentions || null],
    ["reply", said.reply_to],
    ["origin", said.origin],
    ["carries", said.content],
  ];
}

/** Who came or went, and whose the group is. */
function changed(said: Record<string, unknown>, names: Verdict["names"], say: Say): string[] {
  const called = (id: unknown) => personOf(String(id), names).name ?? String(id);
  const people = (said.people as unknown[]).map(called).join(", ");
  const owner = said.owner === null ? [] : [say("said.owner", { said: called(said.owner) })];
  return [say("said.people", { said: people }), ...owner];
}

/** What a content says: the words of a message or the kind of an act, what stands beside them; or what else it is. */
export function saidOf(content: string, names: Verdict["names"], say: Say): string[] {
  try {
    return partsOf(content, names, say);
  } catch (error) {
    // Deeper than anything of ours, and than what can be written anew.
    if (error instanceof RangeError) return [shown(content)];
    throw error;
  }
}

function partsOf(content: string, names: Verdict["names"], say: Say): string[] {
  const message = objectOf(content, "content,mentions,origin,reply_to,text");
  const act = objectOf(content, "body,changes,kind,subject,why");
  const change = objectOf(content, "change,owner,people,version");
  if (change && Array.isArray(change.people)) return changed(change, names, say).map(shown);
  // A number that is another one here than it was signed is shown as it is written.
  const rounded = typeof message?.reply_to === "number" && !Number.isSafeInteger(message.reply_to);
  if ((!message && !act) || rounded) return [shown(content)];
  const beside: Beside[] = message
    ? besideMessage(message, names, say)
    : (["why", "subject", "changes", "body"] as const).map((word) => [word, act?.[word]]);
  const texts = beside
    .filter(([, value]) => value !== null && value !== "" && JSON.stringify(value) !== "{}")
    .map(([word, value]) =>
      say(`said.${word}`, { said: typeof value === "object" ? JSON.stringify(value) : `${value}` }),
    );
  return [String(message ? message.text : act?.kind), ...texts].map(shown);
}

function itemOf({ entry }: Proved, say: Say): string {
  const { first, last, item, kind } = entry;
  if (first === null) return say("item.other", { kind, item });
  if (kind === "act") return say("item.act", { first: `${first}` });
  if (kind !== "conversation") return say("item.numbered", { kind, item, first: `${first}` });
  const key = first === last ? "item.place" : "item.range";
  return say(key, { item, first: `${first}`, last: `${last ?? ""}` });
}

export function told(one: Proved, names: Verdict["names"], say: Say): Told {
  const { entry, opened } = one;
  const who = personOf(entry.actor, names);
  const device = opened.device === undefined ? null : lineOf(opened.device);
  const said = opened.content === undefined ? null : saidOf(opened.content, names, say);
  const act = say(`act.${entry.act}`) || entry.act;
  const item = itemOf(one, say);
  const found = [who.name, who.id, act, item, device, ...(said ?? [])].join("\n").toLowerCase();
  return { key: one.index, effect: entry.effect, who, act, item, at: new Date(entry.at / 1000), device, said, found };
}

/** A moment in the one time all share, to the millisecond. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace("T", " ")} UTC`;
}
