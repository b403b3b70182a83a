/** What a proved effect says, in words of the screen; whatever somebody else wrote is shown so that it cannot pretend. */
import type { Proved, Verdict } from "../check/verify";
import { leaves, saidOf } from "./contents";
import { lineOf } from "./shown";
import type { Say } from "./words";

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

function personOf(id: string | null, names: Verdict["names"]): Person {
  const name = id === null ? undefined : names.get(id);
  return { id, name: name === undefined ? null : lineOf(name) };
}

function itemOf({ entry }: Proved, say: Say): string {
  const { first, last, item, kind } = entry;
  if (first === null) return say("item.other", { kind: say(`kind.${kind}`) || kind, item });
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
  const left = entry.act === "remove" && leaves(opened.content, entry.actor);
  const act = say(left ? "left" : `act.${entry.act}`) || entry.act;
  const item = itemOf(one, say);
  const found = [who.name, who.id, act, item, device, ...(said ?? [])].join("\n").toLowerCase();
  return { key: one.index, effect: entry.effect, who, act, item, at: new Date(entry.at / 1000), device, said, found };
}

/** A moment in the one time all share, to the millisecond. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 23).replace("T", " ")} UTC`;
}
