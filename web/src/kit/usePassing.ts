import { useEffect, useReducer } from "react";

/** A timer longer than this fires at once in browsers. */
const LONGEST = 2 ** 31 - 1;

/** Looks again when a moment (RFC 3339) has passed: what ends by itself ends on the screen too. */
export function usePassing(until: string | null): void {
  const [looks, look] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a moment further away than a timer reaches is waited for in turns
  useEffect(() => {
    const left = until === null ? Number.NaN : Date.parse(until) - Date.now();
    if (!(left > 0)) return;
    const timer = setTimeout(look, Math.min(LONGEST, left + 500));
    return () => clearTimeout(timer);
  }, [until, looks]);
}
