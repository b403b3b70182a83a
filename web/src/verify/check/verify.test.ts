import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, it, vi } from "vitest";
import { join, toBase64, utf8 } from "./bytes";
import { ACTOR, type Loose, made, publicOf, secret } from "./made";
import type { Known } from "./note";
import { type Code, Refused } from "./refused";
import { holds } from "./signature";
import { checking, LARGEST, verify } from "./verify";

const raw = (bundle: Loose) => utf8(JSON.stringify(bundle));
const keyOf = (number: number) => toBase64(publicOf(secret(number)));

function refusal(bytes: Uint8Array, known: Known = {}): Code | null {
  try {
    verify(bytes, known);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

/** A bundle in which something was changed. */
function forged(change: (bundle: Loose) => void): Uint8Array {
  const bundle = made();
  change(bundle);
  return raw(bundle);
}

/** The text of a good one, with one part of it written otherwise. */
function rewritten(what: string | RegExp, by: string): Uint8Array {
  const text = JSON.stringify(made());
  const again = text.replace(what, () => by);
  expect(again).not.toBe(text);
  return utf8(again);
}

describe("what is whole", () => {
  it("is proved, in a tree of any size", () => {
    for (let size = 1; size < 20; size += 1) {
      const all = Array.from({ length: size }, (_, index) => index);
      const { effects } = verify(raw(made({ size, take: all })));
      expect(effects.map(({ index, opened }) => [index, opened.content])).toEqual(all.map((n) => [n, `第 ${n} 条`]));
    }
  });

  it("says who, what, when, with which effect and on which device", () => {
    const [first] = verify(raw(made()), { key: keyOf(1) }).effects;
    expect(first?.entry).toMatchObject({ act: "send", actor: ACTOR, at: 1_800_000_000_000_002, effect: "handled" });
    expect(first?.opened).toEqual({ content: "第 2 条", device: "办公室电脑" });
  });

  it("is proved whoever of the succession one knows, with those who witnessed it", () => {
    const keys = [secret(1), secret(2), secret(3)];
    const witnesses = [1_800_000_000n, (1n << 53n) - 1n].map((time, at) => ({
      name: `w${at}.example/x`,
      key: secret(8 + at),
      time,
    }));
    const bytes = raw(made({ keys, witnesses }));
    for (const number of [1, 2, 3]) expect(verify(bytes, { key: keyOf(number) }).keys.at(-1)).toBe(keyOf(3));
    expect(refusal(bytes, { key: keyOf(4) })).toBe("evidence.wrong_key");
    expect(verify(bytes).witnesses.map(({ name, time }) => [name, time])).toEqual([
      ["w0.example/x", 1_800_000_000],
      ["w1.example/x", Number.MAX_SAFE_INTEGER],
    ]);
  });

  it("is proved without what is not shown, without witnesses and names, and a slice at a time", () => {
    const bundle = made({ size: 300, take: Array.from({ length: 300 }, (_, n) => n) });
    for (const one of bundle.evidence) one.opened = {};
    delete bundle.witnesses;
    bundle.names = {};
    const work = checking(raw(bundle));
    const parts: number[] = [];
    let step = work.next();
    for (; !step.done; step = work.next()) parts.push(step.value);
    expect("effects" in step.value && step.value.effects).toHaveLength(300);
    expect(parts.length).toBeGreaterThan(5);
    expect(parts).toEqual([...parts].sort((one, other) => one - other));
  });
});

describe("what is too long", () => {
  it("is not decoded where so many bytes belong", () => {
    const decode = vi.spyOn(globalThis, "atob");
    const long = "A".repeat(2 ** 20);
    expect(refusal(forged((one) => (one.keys[0].key = long)))).toBe("evidence.no_bundle");
    expect(refusal(forged((one) => (one.evidence[0].path[0] = long)))).toBe("evidence.wrong_entry");
    expect(decode.mock.calls.some(([text]) => text === long)).toBe(false);
    decode.mockRestore();
  });
});

describe("what is no bundle", () => {
  const text = JSON.stringify(made());
  const cases: Record<string, Uint8Array> = {
    nothing: utf8(""),
    "cut off": utf8(text.slice(0, -1)),
    "not UTF-8": Uint8Array.of(...utf8(text.slice(0, -2)), 0xff),
    "a mark of the order of bytes": utf8(`\ufeff${text}`),
    "more after it": utf8(`${text}x`),
    "a zero after it": utf8(`${text}\0`),
    "a field nobody knows": forged((one) => (one.more = 1)),
    "a field by the name of everything's": rewritten('"names"', '"__proto__"'),
    "a field of an evidence nobody knows": forged((one) => (one.evidence[0].more = 1)),
    "a field that is missing": forged((one) => delete one.names),
    "a name twice": utf8(text.replace("{", `{"realm":"${made().realm}",`)),
    NaN: rewritten('"index":2', '"index":NaN'),
    "a number with an exponent": rewritten('"index":2', '"index":2e0'),
    "a number with a point": rewritten('"index":2', '"index":2.0'),
    "a number with a zero before it": rewritten('"index":2', '"index":02'),
    "a number as text": rewritten('"index":2', '"index":"2"'),
    "half of a pair": rewritten("周岚", "\\ud83d"),
    "the other half": rewritten("周岚", "\\ude00\\ud83d"),
    "a tab in a string": rewritten("周岚", "\t"),
    "an escape nobody knows": rewritten("周岚", "\\x41"),
    "another space": utf8(`\u00a0${text}`),
    deep: utf8("[".repeat(1_000_000)),
    "deep within": rewritten('"names":{', `"names":${'{"a":'.repeat(100_000)}`),
    "another format": forged((one) => (one.format = "tocsin-evidence/2")),
    "no evidence": forged((one) => (one.evidence = [])),
    "one twice": forged((one) => (one.evidence = [one.evidence[0], one.evidence[0]])),
    "a realm in capitals": forged((one) => (one.realm = one.realm.toUpperCase())),
    "a realm of another log": forged((one) => (one.realm = one.realm.replace(/a$/, "b"))),
    "no key": forged((one) => (one.keys = [])),
    "a first key that was named": forged((one) => (one.keys[0].signature = "AA==")),
    "a short key": forged((one) => (one.keys[0].key = "AAAA")),
    "a size with a zero before it": forged((one) => (one.head = one.head.replace("\n7\n", "\n07\n"))),
    "a line too many": forged((one) => (one.head += "— x AAAA\n")),
    "a witness too many": forged((one) => one.witnesses.push({ name: "x", key: keyOf(9) })),
    "no line feed at its end": forged((one) => (one.head = one.head.slice(0, -1))),
    "a salt in capitals": forged((one) => (one.evidence[0].salt = "AB".repeat(16))),
    "another field opened": forged((one) => (one.evidence[0].opened.actor = one.evidence[0].opened.device)),
    "too large": new Uint8Array(LARGEST + 1),
  };
  it.each(Object.keys(cases))("%s", (name) => expect(refusal(cases[name] as Uint8Array)).toBe("evidence.no_bundle"));
});

describe("what does not hold", () => {
  const one = made();
  const first = (change: (evidence: Loose) => void) => forged((bundle) => change(bundle.evidence[0]));
  const later = (change: (bundle: Loose) => void) => {
    const witnesses = [{ name: "w", key: secret(8), time: 1_800_000_000n }];
    const bundle = made({ keys: [secret(1), secret(2)], witnesses });
    change(bundle);
    return raw(bundle);
  };
  const cases: [string, Code, Uint8Array][] = [
    [
      "another root",
      "evidence.wrong_signature",
      raw({ ...one, head: made({ size: 8 }).head.replace("\n8\n", "\n7\n") }),
    ],
    ["another time", "evidence.wrong_signature", forged((b) => (b.head = b.head.replace("time 1", "time 2")))],
    ["another key", "evidence.wrong_signature", forged((b) => (b.keys[0].key = keyOf(2)))],
    ["a key that is no point", "evidence.wrong_signature", forged((b) => (b.keys[0].key = toBase64(secret(2))))],
    [
      "a key not named",
      "evidence.wrong_succession",
      later((b) => (b.keys[1].signature = toBase64(new Uint8Array(128)))),
    ],
    [
      "keys the other way round",
      "evidence.wrong_succession",
      later(
        (b) =>
          (b.keys = [
            { ...b.keys[1], signature: null },
            { ...b.keys[0], signature: b.keys[1].signature },
          ]),
      ),
    ],
    ["a witness's other key", "evidence.wrong_witness", later((b) => (b.witnesses[0].key = keyOf(9)))],
    ["a place nobody has", "evidence.wrong_entry", first((e) => (e.index = 7))],
    ["a place below all", "evidence.no_bundle", first((e) => (e.index = -1))],
    ["another's place", "evidence.wrong_entry", first((e) => (e.index = 3))],
    [
      "a place beyond numbers",
      "evidence.no_bundle",
      utf8(JSON.stringify(one).replace('"index":2', `"index":2${"0".repeat(30)}`)),
    ],
    ["a path cut short", "evidence.wrong_entry", first((e) => e.path.pop())],
    ["a path too long", "evidence.wrong_entry", first((e) => e.path.push(e.path[0]))],
    ["a hash with a bit too many", "evidence.wrong_entry", first((e) => (e.path[0] = e.path[0].replace(/.=$/, "/=")))],
    ["another salt", "evidence.wrong_entry", first((e) => (e.salt = "00".repeat(16)))],
    ["a space in the entry", "evidence.wrong_entry", first((e) => (e.entry = e.entry.replace(":", ": ")))],
    ["another act", "evidence.wrong_entry", first((e) => (e.entry = e.entry.replace("send", "read")))],
    ["other words", "evidence.wrong_content", first((e) => (e.opened.content.value = "第 9 条"))],
    ["another device", "evidence.wrong_content", first((e) => (e.opened.device.value = "手机"))],
    ["a field's other salt", "evidence.wrong_content", first((e) => (e.opened.device.salt = e.opened.content.salt))],
  ];
  it.each(cases)("%s: %s", (_, code, bytes) => expect(refusal(bytes)).toBe(code));

  it.each([
    ["a field that is missing", { last: undefined }],
    ["no such effect", { effect: 4 }],
    ["another realm", { realm: ACTOR }],
    ["a time before all", { at: -1 }],
    ["a time no number holds", { at: 2 ** 53 }],
    ["a name with capitals", { act: "Send" }],
    ["an id in capitals", { item: "01890000-0000-7000-8000-00000000000C" }],
    ["a digest cut short", { content: "ab" }],
    ["an act in the wrong order", { act: undefined, zoo: 1 }],
  ])("an entry with %s, be it signed", (_, entry) => {
    expect(refusal(raw(made({ entry })))).toBe("evidence.wrong_entry");
  });

  it("a signature that holds with the cofactor alone, as no library of the server takes it", () => {
    const { Point } = ed25519;
    // Of order eight: eight times it is nothing.
    const small = Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    const { scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(secret(1));
    const text = utf8("text");
    const number = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
    const r = Point.BASE.multiply(5n).add(small).toBytes();
    const s = Point.Fn.create(5n + (number(sha512(join(r, pointBytes, text))) % Point.Fn.ORDER) * scalar);
    const signature = join(r, Point.Fn.toBytes(s));
    expect(ed25519.verify(signature, text, pointBytes)).toBe(true);
    expect(holds(pointBytes, text, signature)).toBe(false);
    expect(holds(pointBytes, text, ed25519.sign(text, secret(1)))).toBe(true);
  });

  it("a device that the entry has none of cannot be opened", () => {
    expect(refusal(raw(made({ entry: { device: null } })))).toBe("evidence.wrong_content");
  });

  it("no byte can be changed: what is left is another spelling of the same", () => {
    const bytes = raw(one);
    const good = verify(bytes);
    for (let at = 0; at < bytes.length; at += 7) {
      const other = bytes.slice();
      other[at] = (other[at] as number) ^ (1 << (at % 8));
      if (refusal(other) !== null) continue;
      expect({ ...verify(other), names: null }).toEqual({ ...good, names: null });
    }
  });
});
