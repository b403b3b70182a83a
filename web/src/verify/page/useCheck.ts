import { useEffect, useState } from "react";
import { sha256, toHex } from "../check/bytes";
import type { Contradiction } from "../check/fork";
import type { Known } from "../check/note";
import { Refused } from "../check/refused";
import { checking, LARGEST, type Verdict } from "../check/verify";

/** Milliseconds of work between two moments in which the page may draw and answer. */
const SLICE = 12;

export type Check =
  | { state: "idle" }
  | { state: "working"; part: number }
  | { state: "holds"; verdict: Verdict; sha256: string }
  | { state: "contradicts"; found: Contradiction; sha256: string }
  | { state: "fails"; refused: Refused }
  | { state: "unreadable" };

const pause = () => new Promise((done) => setTimeout(done));

async function check(file: File, known: Known, tell: (part: number) => boolean): Promise<Check | null> {
  let bytes: Uint8Array;
  try {
    // Nobody reads gigabytes to hear that they are too many.
    bytes = new Uint8Array(await file.slice(0, LARGEST + 1).arrayBuffer());
  } catch {
    return { state: "unreadable" };
  }
  try {
    const work = checking(bytes, known);
    for (let rest = performance.now() + SLICE; ; ) {
      const step = work.next();
      if (step.done) return came(step.value, toHex(sha256(bytes)));
      if (performance.now() < rest) continue;
      if (!tell(step.value)) return null;
      await pause();
      rest = performance.now() + SLICE;
    }
  } catch (error) {
    if (error instanceof Refused) return { state: "fails", refused: error };
    throw error;
  }
}

function came(found: Verdict | Contradiction, digest: string): Check {
  return "against" in found
    ? { state: "contradicts", found, sha256: digest }
    : { state: "holds", verdict: found, sha256: digest };
}

/** Checks the file in slices, again when another key is named; what was begun before is left. */
export function useCheck(file: File | null, { key, witness }: Known): Check {
  const [now, setNow] = useState<Check>({ state: "idle" });
  useEffect(() => {
    if (!file) return;
    let current = true;
    setNow({ state: "working", part: 0 });
    const tell = (part: number) => {
      if (current) setNow({ state: "working", part });
      return current;
    };
    void check(file, { ...(key && { key }), ...(witness && { witness }) }, tell).then((found) => {
      if (current && found) setNow(found);
    });
    return () => {
      current = false;
    };
  }, [file, key, witness]);
  return now;
}
