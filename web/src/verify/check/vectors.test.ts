/** The files that every verifier of the repository is tried with: each must say of them what the others say. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EFFECTS } from "./entry";
import { Refused } from "./refused";
import { type Verdict, verify } from "./verify";

interface Vector {
  file: string;
  holds: boolean;
  refusal: string | null;
  key: string | null;
  effects: unknown[];
}

const folder = `${import.meta.dirname}/../../../../tests/vectors/evidence/`;
const vectors = JSON.parse(readFileSync(`${folder}index.json`, "utf8")) as Vector[];

function said({ effects }: Verdict): unknown[] {
  const number = (effect: string) => Number(Object.entries(EFFECTS).find(([, name]) => name === effect)?.[0]);
  return effects.map(({ index, entry, opened }) => {
    const { act, actor, at, effect } = entry;
    return { index, act, effect: number(effect), actor, at, opened };
  });
}

function verdictOf({ file, key }: Vector): Omit<Vector, "file" | "key"> {
  try {
    const verdict = verify(new Uint8Array(readFileSync(folder + file)), key ?? undefined);
    return { holds: true, refusal: null, effects: said(verdict) };
  } catch (error) {
    if (error instanceof Refused) return { holds: false, refusal: error.code, effects: [] };
    throw error;
  }
}

describe("the vectors", () => {
  it("are there", () => expect(vectors.length).toBeGreaterThan(50));

  it.each(vectors.map((one) => [one.file, one] as const))("%s", (_, one) => {
    const { holds, refusal, effects } = one;
    expect(verdictOf(one)).toEqual({ holds, refusal, effects });
  });
});
