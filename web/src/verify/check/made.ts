/** For tests: a log as RFC 9162 defines it word by word, and bundles of it, signed by whoever is asked to. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { join, sha256, toBase64, toHex, utf8 } from "./bytes";

export const REALM = "01890000-0000-7000-8000-00000000000a";
export const ACTOR = "01890000-0000-7000-8000-00000000000b";
export const ITEM = "01890000-0000-7000-8000-00000000000c";
export const secret = (number: number) => new Uint8Array(32).fill(number);
export const publicOf = (key: Uint8Array) => ed25519.getPublicKey(key);
const saltOf = (one: Uint8Array, field: string) => sha256(join(one, utf8(field))).subarray(0, 16);

/** MTH and PATH of RFC 9162, 2.1.1 and 2.1.3.1. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}
export function mth(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  if (leaves.length === 1) return sha256(join(Uint8Array.of(0), leaves[0] as Uint8Array));
  const k = split(leaves.length);
  return sha256(join(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k))));
}
export function pathOf(m: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

export function signedLine(name: string, kind: number, key: Uint8Array, text: string, time?: bigint): string {
  const hint = sha256(join(utf8(`${name}\n`), Uint8Array.of(kind), publicOf(key))).subarray(0, 4);
  const stamp = new Uint8Array(time === undefined ? 0 : 8);
  if (time !== undefined) new DataView(stamp.buffer).setBigUint64(0, time);
  const signed = time === undefined ? text : `cosignature/v1\ntime ${time}\n${text}`;
  return `— ${name} ${toBase64(join(hint, stamp, ed25519.sign(utf8(signed), key)))}\n`;
}

export interface Made {
  size?: number;
  keys?: Uint8Array[];
  witnesses?: { name: string; key: Uint8Array; time: bigint }[];
  entry?: Record<string, unknown>;
  take?: number[];
}

// biome-ignore lint/suspicious/noExplicitAny: tests forge it at will
export type Loose = any;

function log(size: number, more: Record<string, unknown>) {
  const effects = Array.from({ length: size }, (_, n) => {
    const own = new Uint8Array(16).fill(n);
    const opened: Loose = { content: `第 ${n} 条`, device: "办公室电脑" };
    const digest = (field: string) => toHex(sha256(join(saltOf(own, field), utf8(opened[field]))));
    const fields: Loose = { act: "send", actor: ACTOR, at: 1_800_000_000_000_000 + n, audience: 1 };
    Object.assign(fields, { content: digest("content"), device: digest("device"), effect: 1 + (n % 3) });
    Object.assign(fields, { first: n, item: ITEM, kind: "conversation", last: n, realm: REALM }, more);
    const entry = JSON.stringify(fields);
    return { own, opened, entry, leaf: sha256(join(saltOf(own, "entry"), utf8(entry))) };
  });
  return { effects, leaves: effects.map(({ leaf }) => leaf) };
}

export function made({ size = 7, keys = [secret(1)], witnesses = [], entry = {}, take = [2, 5] }: Made = {}): Loose {
  const { effects, leaves } = log(size, entry);
  const origin = `tocsin/${REALM}`;
  const text = `${origin}\n${size}\n${toBase64(mth(leaves))}\ntime 1800000000000000\n`;
  const named = keys.map((key, at) => {
    const before = keys[at - 1];
    if (!before) return { key: toBase64(publicOf(key)), signature: null };
    const said = utf8(`${origin}\nkey ${toBase64(publicOf(key))}\nafter ${toBase64(publicOf(before))}\n`);
    const both = join(ed25519.sign(said, before), ed25519.sign(said, key));
    return { key: toBase64(publicOf(key)), signature: toBase64(both) };
  });
  const lines = witnesses.map((one) => signedLine(one.name, 4, one.key, text, one.time)).join("");
  return {
    format: "tocsin-evidence/1",
    realm: REALM,
    keys: named,
    head: `${text}\n${signedLine(origin, 1, keys.at(-1) as Uint8Array, text)}${lines}`,
    witnesses: witnesses.map(({ name, key }) => ({ name, key: toBase64(publicOf(key)) })),
    evidence: take.map((index) => proofOf(index, effects, leaves)),
    names: { [ACTOR]: "周岚" },
  };
}

function proofOf(index: number, effects: Loose[], leaves: Uint8Array[]): Loose {
  const { own, opened, entry } = effects[index];
  const opening = (field: string) => ({ salt: toHex(saltOf(own, field)), value: opened[field] });
  return {
    index,
    entry,
    salt: toHex(saltOf(own, "entry")),
    opened: { content: opening("content"), device: opening("device") },
    path: pathOf(index, leaves).map(toBase64),
  };
}
