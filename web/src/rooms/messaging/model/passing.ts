/** What passes by itself: tried again, not shown as a failure. */
import { asProblem } from "@/app/problem";

const passing = new Set(["offline", "too_many", "unavailable", "messaging.busy", "http_502", "http_504"]);
/** Between two tries on a bad line; a line that comes back is used at once. */
const PAUSE = 4_000;

/** Milliseconds until it is worth another try; null where it stays refused. */
export function pauseAfter(error: unknown): number | null {
  const problem = asProblem(error);
  if (!passing.has(problem.code)) return null;
  return problem.retryAfter === null ? PAUSE : problem.retryAfter * 1000;
}
