/** The files that every verifier of the repository is tried with: each must say of them what the others say. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EFFECTS } from "./entry";
import type { Contradiction } from "./fork";
import { Refused } from "./refused";
import { checking, finish, type Verdict } from "./verify";

interface Vector {
  file: string;
  holds: boolean;
  refusal: string | null;
  key: string | null;
  witness: string | null;
  fork: unknown;
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

function forkOf({ against, proved, ...heads }: Contradiction): unknown {
  const [older, newer] = [heads.older, heads.newer].map(({ head, signer }) => {
    return { size: Number(head.size), time: head.time, signer };
  });
  return { against, proved, older, newer };
}

function verdictOf({ file, key, witness }: Vector): Omit<Vector, "file" | "key" | "witness"> {
  try {
    const found = finish(
      checking(new Uint8Array(readFileSync(folder + file)), { ...(key && { key }), ...(witness && { witness }) }),
    );
    const fork = "against" in found ? forkOf(found) : null;
    return { holds: true, refusal: null, fork, effects: "against" in found ? [] : said(found) };
  } catch (error) {
    if (error instanceof Refused) return { holds: false, refusal: error.code, fork: null, effects: [] };
    throw error;
  }
}

describe("the vectors", () => {
  it("are there", () => expect(vectors.length).toBeGreaterThan(50));

  it.each(vectors.map((one) => [one.file, one] as const))("%s", (_, one) => {
    const { holds, refusal, fork, effects } = one;
    expect(verdictOf(one)).toEqual({ holds, refusal, fork, effects });
  });
});
