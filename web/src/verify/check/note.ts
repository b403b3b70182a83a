/** The signed head of a log (C2SP tlog-checkpoint), the keys that may sign it, and witnesses' lines under it (tlog-cosignature). */
import type { Key, Witness } from "./bundle";
import { fromBase64, join, same, sha256, toBase64, utf8 } from "./bytes";
import { must, Refused } from "./refused";
import { holds } from "./signature";

export interface Head {
  size: bigint;
  root: Uint8Array;
  /** microseconds since 1970-01-01 UTC */
  time: number;
}

/** Keys, in base64, that one knows from elsewhere and insists on. */
export interface Known {
  key?: string;
  witness?: string;
}

export interface Witnessed {
  name: string;
  key: string;
  /** seconds since 1970-01-01 UTC */
  time: number;
}

const [KEY, SIGNATURE, HINT, TIME] = [32, 64, 4, 8];
/** Seconds by which a witness's clock may be from the log's. */
const SKEW = 600;
const ED25519 = Uint8Array.of(1);
/** Numbers below it are the same in every language. */
const SAFE = 1n << 53n;
const COSIGNATURE = Uint8Array.of(4);
const HEAD = /^([^\n]*)\n(0|[1-9][0-9]{0,15})\n([^\n]*)\ntime (0|[1-9][0-9]{0,15})$/;

const noBundle = () => new Refused("evidence.no_bundle");

function exactly(text: string, length: number): Uint8Array {
  return must(fromBase64(text, length), noBundle());
}

function hint(name: string, kind: Uint8Array, key: Uint8Array): Uint8Array {
  return sha256(join(utf8(`${name}\n`), kind, key)).subarray(0, HINT);
}

/** The last of the realm's keys, each of which follows the one before by the signatures of both. */
export function lastKey(realm: string, keys: readonly Key[]): Uint8Array {
  const [first, ...later] = keys;
  if (!first || first.signature !== null) throw noBundle();
  const raw = keys.map(({ key }) => exactly(key, KEY));
  let before = raw[0] as Uint8Array;
  later.forEach(({ key, signature }, at) => {
    const signed = exactly(must(signature, noBundle()), 2 * SIGNATURE);
    const text = utf8(`tocsin/${realm}\nkey ${key}\nafter ${keys[at]?.key}\n`);
    const after = raw[at + 1] as Uint8Array;
    if (!holds(before, text, signed.subarray(0, SIGNATURE)) || !holds(after, text, signed.subarray(SIGNATURE)))
      throw new Refused("evidence.wrong_succession");
    before = after;
  });
  return before;
}

function readHead(origin: string, text: string): Head {
  const [, name, size, root, time] = HEAD.exec(text) ?? [];
  const head = { size: BigInt(size ?? 0), root: exactly(root ?? "", 32), time: Number(time) };
  if (name !== origin || head.size >= SAFE || BigInt(time ?? 0) >= SAFE) throw noBundle();
  return head;
}

/** What stands behind the name in a signature line, so many bytes. */
function lineOf(line: string, name: string, length: number): Uint8Array {
  const before = `— ${name} `;
  if (!line.startsWith(before)) throw noBundle();
  return exactly(line.slice(before.length), length);
}

/** The head of a note that the key signed, and what each of these witnesses, and no other, put under it. */
export function openNote(
  realm: string,
  note: string,
  key: Uint8Array,
  witnesses: readonly Witness[],
): { head: Head; witnessed: Witnessed[] } {
  const origin = `tocsin/${realm}`;
  const end = note.indexOf("\n\n");
  const text = end < 0 ? note : note.slice(0, end);
  const head = readHead(origin, text);
  const lines = end < 0 ? [] : note.slice(end + 2).split("\n");
  if (lines.length !== witnesses.length + 2 || lines.pop() !== "") throw noBundle();
  const own = lineOf(lines[0] as string, origin, HINT + SIGNATURE);
  const signed = utf8(`${text}\n`);
  if (!same(own.subarray(0, HINT), hint(origin, ED25519, key)) || !holds(key, signed, own.subarray(HINT)))
    throw new Refused("evidence.wrong_signature");
  return { head, witnessed: witnesses.map((one, at) => openLine(one, lines[at + 1] as string, signed)) };
}

/** No line is older than the head, and none is the second by one key: two names are not two witnesses. */
export function trustWitnesses({ time }: Head, witnessed: readonly Witnessed[]): void {
  witnessed.forEach((one, at) => {
    const twice = witnessed.slice(0, at).some(({ key }) => key === one.key);
    if (twice || BigInt(one.time + SKEW) * 1_000_000n < BigInt(time))
      throw new Refused("evidence.doubtful_witness", { name: one.name });
  });
}

function openLine({ name, key }: Witness, line: string, signed: Uint8Array): Witnessed {
  const raw = exactly(key, KEY);
  const found = lineOf(line, name, HINT + TIME + SIGNATURE);
  const time = new DataView(found.buffer, found.byteOffset + HINT, TIME).getBigUint64(0);
  const cosigned = join(utf8(`cosignature/v1\ntime ${time}\n`), signed);
  const named = time < SAFE && same(found.subarray(0, HINT), hint(name, COSIGNATURE, raw));
  if (!named || !holds(raw, cosigned, found.subarray(HINT + TIME)))
    throw new Refused("evidence.wrong_witness", { name });
  return { name, key: toBase64(raw), time: Number(time) };
}
