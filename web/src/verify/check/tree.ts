/** The Merkle tree of RFC 9162, section 2.1: what proofs of inclusion and of consistency lead to. */
import { join, same, sha256 } from "./bytes";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(join(LEAF, leaf));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(join(NODE, left, right));
}

/** The root that a path gives for a leaf at its place (section 2.1.3.2), or null where no path of that leaf looks like it. */
export function rootOf(leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): Uint8Array | null {
  if (index < 0n || index >= size) return null;
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of path) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      r = nodeHash(p, r);
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? r : null;
}

interface Tree {
  size: bigint;
  root: Uint8Array;
}

/** Whether a path shows that the newer tree begins with the older one (section 2.1.4.2). */
export function isContinued(older: Tree, newer: Tree, path: readonly Uint8Array[]): boolean {
  if (older.size <= 0n || older.size >= newer.size) return false;
  let [fn, sn] = [older.size - 1n, newer.size - 1n];
  while ((fn & 1n) === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  // Where the size is a power of two, the older tree is a node of the newer one, and its root stands for it.
  const [first, ...rest] = (older.size & (older.size - 1n)) === 0n ? [older.root, ...path] : path;
  if (first === undefined) return false;
  let [fr, sr] = [first, first];
  for (const c of rest) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
      while ((fn & 1n) === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && same(fr, older.root) && same(sr, newer.root);
}
