/** An entry: the text that was committed to, which is the one spelling (RFC 8785) of what it says. */
import { NotJson, Reader } from "./json";

export const EFFECTS = { 1: "delivered", 2: "confirmed", 3: "handled" } as const;
export type Effect = (typeof EFFECTS)[keyof typeof EFFECTS];

export interface Entry {
  act: string;
  actor: string | null;
  /** microseconds since 1970-01-01 UTC */
  at: number;
  audience: number | null;
  content: string | null;
  device: string | null;
  effect: Effect;
  first: number | null;
  item: string;
  kind: string;
  last: number | null;
  realm: string;
}

export const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAME = /^[a-z][a-z_]{0,31}$/;
const DIGEST = /^[0-9a-f]{64}$/;

function formed(text: string, form: RegExp): string {
  if (!form.test(text)) throw new NotJson("another form");
  return text;
}

function effect(number: number): Effect {
  const found = EFFECTS[number as keyof typeof EFFECTS];
  if (found === undefined) throw new NotJson("no effect");
  return found;
}

type Raw = Record<keyof Entry, string | number | null>;

/** How each field is written, in the order in which they are written. */
const FIELDS: Record<keyof Entry, (reader: Reader) => string | number | null> = {
  act: (reader) => formed(reader.string(), NAME),
  actor: (reader) => reader.orNull(() => formed(reader.string(), ID)),
  at: (reader) => reader.integer(),
  audience: (reader) => reader.orNull(() => reader.integer()),
  content: (reader) => reader.orNull(() => formed(reader.string(), DIGEST)),
  device: (reader) => reader.orNull(() => formed(reader.string(), DIGEST)),
  effect: (reader) => reader.integer(),
  first: (reader) => reader.orNull(() => reader.integer()),
  item: (reader) => formed(reader.string(), ID),
  kind: (reader) => formed(reader.string(), NAME),
  last: (reader) => reader.orNull(() => reader.integer()),
  realm: (reader) => formed(reader.string(), ID),
};
const NAMES = Object.keys(FIELDS) as (keyof Entry)[];

function read(text: string): Raw {
  const reader = new Reader(text);
  const raw: Partial<Raw> = {};
  for (const name of reader.fields()) {
    if (!Object.hasOwn(FIELDS, name)) throw new NotJson("a field nobody knows");
    raw[name as keyof Entry] = FIELDS[name as keyof Entry](reader);
  }
  reader.end();
  // Written anew and compared: fields that are missing, in another order or spelling, show.
  const again = `{${NAMES.map((name) => `"${name}":${JSON.stringify(raw[name] ?? null)}`).join(",")}}`;
  if (again !== text) throw new NotJson("another spelling");
  return raw as Raw;
}

/** What an entry says, or null where the text is none. */
export function readEntry(text: string): Entry | null {
  try {
    const raw = read(text);
    return { ...raw, effect: effect(raw.effect as number) } as Entry;
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
}
