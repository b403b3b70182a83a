import { useEffect, useState } from "react";

/** How strong a password is: 0 (guessed at once) to 4; the server asks for 3. */
export type Strength = 0 | 1 | 2 | 3 | 4;

export const STRONG_ENOUGH = 3;

type Estimator = (password: string, own: string[]) => Strength;

/**
 * The estimator with its word lists, fetched when the first password is typed: it weighs more than the screen it serves.
 * Its scale is the one the server uses, so that what looks good here is not refused there.
 */
let loading: Promise<Estimator> | undefined;

async function estimator(): Promise<Estimator> {
  const [core, common] = await Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]);
  const factory = new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  return (password, own) => factory.check(password, own).score;
}

function load(): Promise<Estimator> {
  loading ??= estimator().catch((error) => {
    // The next letter asks again.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The strength of what is being typed, `undefined` while nothing is typed or the estimator is on its way. */
export function useStrength(password: string, own: string[]): Strength | undefined {
  const [strength, setStrength] = useState<Strength>();
  const known = own.filter(Boolean).join("\n");
  useEffect(() => {
    let current = true;
    if (!password) setStrength(undefined);
    else
      load().then(
        (estimate) => current && setStrength(estimate(password.slice(0, 128), known.split("\n"))),
        // Offline or blocked: no meter is shown and the server decides alone.
        () => undefined,
      );
    return () => {
      current = false;
    };
  }, [password, known]);
  return strength;
}
