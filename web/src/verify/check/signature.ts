/**
 * Ed25519 (RFC 8032) as the server's library checks it: without the cofactor, the first half byte for byte. Two
 * verifiers that differ there differ on signatures somebody made for it. Keys of a small order, under which everybody
 * can sign, and keys that are spelt in another way than the one, sign nothing.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { join, same } from "./bytes";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

function number(littleEndian: Uint8Array): bigint {
  return littleEndian.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
}

export function holds(key: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const [r, s] = [signature.subarray(0, 32), number(signature.subarray(32))];
  if (s >= ORDER) return false;
  let point: InstanceType<typeof Point>;
  try {
    point = Point.fromBytes(key);
  } catch {
    return false;
  }
  if (point.isSmallOrder()) return false;
  const k = number(sha512(join(r, key, text))) % ORDER;
  const found = Point.BASE.multiplyUnsafe(s).subtract(point.multiplyUnsafe(k));
  return same(found.toBytes(), r);
}
