/** A bundle as it is written: what it has to have and nothing else; whether any of it is true is asked elsewhere. */
import { ID } from "./entry";
import { NotJson, Reader } from "./json";

export interface Key {
  key: string;
  signature: string | null;
}

export interface Witness {
  name: string;
  key: string;
}

export type Field = "content" | "device";

export interface Opening {
  salt: string;
  value: string;
}

export interface Evidence {
  index: number;
  entry: string;
  salt: string;
  opened: Map<Field, Opening>;
  path: string[];
}

export interface Bundle {
  format: string;
  realm: string;
  keys: Key[];
  head: string;
  witnesses: Witness[];
  evidence: Evidence[];
  names: Map<string, string>;
}

const SALT = /^[0-9a-f]{32}$/;
/** Printable ASCII without space and plus, as signed notes want names. */
const WITNESS = /^[!-*,-~]{1,200}$/;
const AT_ONCE = 64;

type Readers<T> = { [K in keyof T]: () => T[K] };

export function formed(text: string, form: RegExp): string {
  if (!form.test(text)) throw new NotJson("another form");
  return text;
}

/** An object with all of these fields and no other. */
export function all<T extends object>(reader: Reader, readers: Readers<T>, given: Partial<T> = {}): T {
  const found: Partial<T> = { ...given };
  for (const name of reader.fields()) {
    if (!Object.hasOwn(readers, name)) throw new NotJson("a field nobody knows");
    found[name as keyof T] = readers[name as keyof T]();
  }
  if (Object.keys(readers).some((name) => !Object.hasOwn(found, name))) throw new NotJson("a field is missing");
  return found as T;
}

/** Keys as they are written, the first without a signature. */
export function keysOf(reader: Reader): Key[] {
  const string = () => reader.string();
  return reader.array(() => all<Key>(reader, { key: string, signature: () => reader.orNull(string) }));
}

function map<K extends string, V>(reader: Reader, read: () => V, names?: readonly K[]): Map<K, V> {
  const found = new Map<K, V>();
  for (const name of reader.fields()) {
    if (names && !names.includes(name as K)) throw new NotJson("a field nobody knows");
    found.set(name as K, read());
  }
  return found;
}

function evidence(reader: Reader): Evidence {
  const string = () => reader.string();
  const salt = () => formed(reader.string(), SALT);
  const opening = () => all<Opening>(reader, { salt, value: string });
  return all<Evidence>(reader, {
    index: () => reader.integer(),
    entry: string,
    salt,
    opened: () => map(reader, opening, ["content", "device"] as const),
    path: () => reader.array(string),
  });
}

/** Reads a bundle; says now and then how far it has come. Throws `NotJson`. */
export function* reading(text: string): Generator<number, Bundle> {
  const reader = new Reader(text);
  const string = () => reader.string();
  const readers: Readers<Omit<Bundle, "evidence">> = {
    format: string,
    realm: () => formed(reader.string(), ID),
    keys: () => keysOf(reader),
    head: string,
    witnesses: () =>
      reader.array(() => all<Witness>(reader, { name: () => formed(reader.string(), WITNESS), key: string })),
    names: () => map(reader, string),
  };
  const found: Partial<Bundle> & { witnesses: Witness[] } = { witnesses: [] };
  for (const name of reader.fields()) {
    if (name === "evidence") {
      found.evidence = [];
      for (const _ of reader.items()) {
        found.evidence.push(evidence(reader));
        if (found.evidence.length % AT_ONCE === 0) yield reader.part;
      }
    } else if (Object.hasOwn(readers, name)) {
      const field = name as keyof typeof readers;
      Object.assign(found, { [field]: readers[field]() });
    } else {
      throw new NotJson("a field nobody knows");
    }
  }
  reader.end();
  if (![...Object.keys(readers), "evidence"].every((name) => Object.hasOwn(found, name))) throw new NotJson("missing");
  return found as Bundle;
}
