/** Two signed heads of one log against each other ("Two heads against each other" in docs/protocol/evidence.md). */
import { all, formed, type Key, keysOf } from "./bundle";
import { fromBase64, same, utf8 } from "./bytes";
import { ID } from "./entry";
import { NotJson, Reader } from "./json";
import { type Head, type Known, lastKey, openNote } from "./note";
import { must, Refused } from "./refused";
import { isContinued } from "./tree";

const FORMAT = "tocsin-fork/1";
/** Bytes of such a file that is looked at. */
const LARGEST = 2 ** 20;
/** By the signatures alone: nobody need be believed. */
const PROVED = ["forked", "rewritten", "shrunk", "backdated", "former_key"] as const;
const TOLD = ["older", "other_keys", "not_continued"] as const;
const AGAINST = [...PROVED, ...TOLD];
export type Against = (typeof AGAINST)[number];

interface Shown {
  keys: Key[];
  head: string;
}

interface Continuation {
  root: string;
  path: string[];
}

interface Fork {
  format: string;
  realm: string;
  older: Shown;
  newer: Shown;
  against: Against;
  continuation: Continuation | null;
}

/** A head whose signature holds, and by which of the keys (in base64) it was made. */
export interface Held {
  head: Head;
  keys: string[];
  signer: number;
}

export interface Contradiction {
  realm: string;
  against: Against;
  /** By the file itself, or by the word of the witness who saw it. */
  proved: boolean;
  older: Held;
  newer: Held;
}

/** The file as it is written, or null where it is none. */
export function readFork(text: string | null): Fork | null {
  if (text === null || text.length > LARGEST || utf8(text).length > LARGEST) return null;
  try {
    const reader = new Reader(text);
    const string = () => reader.string();
    const shown = () => all<Shown>(reader, { keys: () => keysOf(reader), head: string });
    const continuation = () => all<Continuation>(reader, { root: string, path: () => reader.array(string) });
    const fork = all<Fork>(reader, {
      format: string,
      realm: () => formed(string(), ID),
      older: shown,
      newer: shown,
      against: () => formed(string(), new RegExp(`^(?:${AGAINST.join("|")})$`)) as Against,
      continuation: () => reader.orNull(continuation),
    });
    reader.end();
    return fork.format === FORMAT ? fork : null;
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
}

/** What the file comes to, whatever it says itself. Throws `Refused`. */
export function contradiction(fork: Fork, { key: known, witness }: Known): Contradiction {
  const [older, newer] = [held(fork.realm, fork.older), held(fork.realm, fork.newer)];
  if (known !== undefined && !(older.keys.includes(known) && newer.keys.includes(known)))
    throw new Refused("evidence.wrong_key");
  if (witness !== undefined) throw new Refused("evidence.missing_witness");
  const found = judged(older, newer) ?? continued(older.head, newer.head, fork.continuation) ?? word(fork);
  const against = must(found, new Refused("evidence.no_contradiction"));
  return { realm: fork.realm, against, proved: (PROVED as readonly Against[]).includes(against), older, newer };
}

/** The head under the last of the keys that signed it; witnesses' lines under it are theirs to answer for. */
function held(realm: string, { keys, head: note }: Shown): Held {
  lastKey(realm, keys);
  const end = note.indexOf("\n\n");
  const [text, lines] = end < 0 ? [note, ""] : [note.slice(0, end), note.slice(end + 2)];
  const own = `${text}\n\n${lines.split("\n", 1)[0]}\n`;
  for (let signer = keys.length - 1; signer >= 0; signer -= 1) {
    const raw = must(fromBase64(keys[signer]?.key ?? "", 32), new Refused("evidence.no_bundle"));
    try {
      return { head: openNote(realm, own, raw, []).head, keys: keys.map(({ key }) => key), signer };
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "evidence.wrong_signature") throw error;
    }
  }
  throw new Refused("evidence.wrong_signature");
}

function judged(old: Held, now: Held): Against | null {
  const common = Math.min(old.keys.length, now.keys.length);
  if (old.keys.slice(0, common).join() !== now.keys.slice(0, common).join()) return "other_keys";
  const [a, b] = [old.head, now.head];
  if (a.size === b.size && !same(a.root, b.root)) return "forked";
  if (b.size < a.size) return b.time > a.time ? "shrunk" : "older";
  if (b.size > a.size && b.time <= a.time) return "backdated";
  if (b.size > a.size && now.signer < old.signer) return "former_key";
  // The same tree, or one that may continue it; but a key that was there is there no more.
  return b.time < a.time || now.keys.length < old.keys.length ? "older" : null;
}

/** What the server's own proof comes to: with another root of the first leaves than was signed it proves the opposite. */
function continued(older: Head, newer: Head, shown: Continuation | null): Against | null {
  if (shown === null || older.size >= newer.size) return null;
  const [root, ...path] = [shown.root, ...shown.path].map((text) => {
    return must(fromBase64(text, 32), new Refused("evidence.no_bundle"));
  });
  if (!isContinued({ size: older.size, root: root as Uint8Array }, newer, path)) return "not_continued";
  return same(root as Uint8Array, older.root) ? null : "rewritten";
}

/** Where the server gave no proof at all, there is the witness's word. */
function word({ against, continuation }: Fork): Against | null {
  return against === "not_continued" && continuation === null ? against : null;
}
