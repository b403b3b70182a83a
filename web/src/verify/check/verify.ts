/**
 * What a bundle proves to somebody who has neither the server nor its database: written from docs/protocol/evidence.md
 * alone, so that two programs that share no line say the same of every file.
 */
import { type Bundle, type Evidence, type Field, reading } from "./bundle";
import { fromBase64, fromHex, join, same, sha256, toHex, utf8 } from "./bytes";
import { type Entry, readEntry } from "./entry";
import { type Contradiction, contradiction, readFork } from "./fork";
import { NotJson } from "./json";
import { type Head, type Known, lastKey, openNote, trustWitnesses, type Witnessed } from "./note";
import { must, Refused } from "./refused";
import { leafHash, rootOf } from "./tree";

export const FORMAT = "tocsin-evidence/1";
/** Bytes of a bundle that is looked at. */
export const LARGEST = 64 * 2 ** 20;
const AT_ONCE = 64;
/** Reading is so much of the work. */
const READING = 0.2;

export interface Proved {
  index: number;
  entry: Entry;
  /** What of it is shown: other than the rest it may be missing without anything being wrong. */
  opened: Partial<Record<Field, string>>;
}

export interface Verdict {
  realm: string;
  head: Head;
  /** The realm's keys in base64, from the first to the one that signed. */
  keys: string[];
  witnesses: Witnessed[];
  effects: Proved[];
  /** What the file calls people, by id. Nobody signed that. */
  names: ReadonlyMap<string, string>;
}

/** Checks a file a little at a time; says now and then which part is done. Throws `Refused` for the first that is wrong. */
export function* checking(bytes: Uint8Array, known: Known = {}): Generator<number, Verdict | Contradiction> {
  const fork = readFork(bytes.length > LARGEST ? null : decoded(bytes));
  return fork ? contradiction(fork, known) : yield* proving(bytes, known);
}

function* proving(bytes: Uint8Array, known: Known): Generator<number, Verdict> {
  const bundle = yield* read(bytes);
  if (bundle.format !== FORMAT || bundle.evidence.length === 0) throw new Refused("evidence.no_bundle");
  // One confirmation shown a hundred times is not a hundred.
  if (new Set(bundle.evidence.map(({ index }) => index)).size < bundle.evidence.length)
    throw new Refused("evidence.no_bundle");
  const keys = bundle.keys.map(({ key }) => key);
  if (known.key !== undefined && !keys.includes(known.key)) throw new Refused("evidence.wrong_key");
  const { realm, names } = bundle;
  const { head, witnessed } = openNote(realm, bundle.head, lastKey(realm, bundle.keys), bundle.witnesses);
  trustWitnesses(head, witnessed);
  if (known.witness !== undefined && !witnessed.some(({ key }) => key === known.witness))
    throw new Refused("evidence.missing_witness");
  const effects: Proved[] = [];
  for (const one of bundle.evidence) {
    effects.push(prove(one, realm, head));
    if (effects.length % AT_ONCE === 0) yield READING + (1 - READING) * (effects.length / bundle.evidence.length);
  }
  return { realm, head, keys, witnesses: witnessed, effects, names };
}

/** A bundle in one go. */
export function verify(bytes: Uint8Array, known: Known = {}): Verdict {
  return finish(proving(bytes, known));
}

export function finish<T>(work: Generator<number, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function* read(bytes: Uint8Array): Generator<number, Bundle> {
  const text = must(bytes.length > LARGEST ? null : decoded(bytes), new Refused("evidence.no_bundle"));
  try {
    const work = reading(text);
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      yield READING * step.value;
    }
  } catch (error) {
    throw error instanceof NotJson ? new Refused("evidence.no_bundle") : error;
  }
}

/** A mark of the order of bytes is kept, and is no JSON. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The hash of a value behind its salt, which is 32 digits by now. */
function salted(salt: string, value: string): Uint8Array {
  return sha256(join(fromHex(salt) ?? new Uint8Array(), utf8(value)));
}

function prove(one: Evidence, realm: string, head: Head): Proved {
  // Counted as people count; by the place in the log, which is the same in every file.
  const number = one.index + 1;
  const wrong = new Refused("evidence.wrong_entry", { number });
  const entry = must(readEntry(one.entry), wrong);
  if (entry.realm !== realm) throw wrong;
  const path = one.path.map((text) => {
    return must(fromBase64(text, 32), wrong);
  });
  const root = must(rootOf(leafHash(salted(one.salt, one.entry)), BigInt(one.index), head.size, path), wrong);
  if (!same(root, head.root)) throw wrong;
  const opened: Partial<Record<Field, string>> = {};
  for (const [field, { salt, value }] of one.opened) {
    if (toHex(salted(salt, value)) !== entry[field]) throw new Refused("evidence.wrong_content", { number });
    opened[field] = value;
  }
  return { index: one.index, entry, opened };
}
