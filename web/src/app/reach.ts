/** Whether the server answers, as far as this device knows: every call, the socket and the browser tell it. */
import { store } from "./store";

/** Begun without a network, it is known from the start. */
export const reach = store(navigator.onLine !== false);

/** Runs `act` each time the server answers again; gives the way to stop. */
export function whenBack(act: () => void): () => void {
  return reach.subscribe(() => reach.get() && act());
}

/** Asks the server for a sign of life, past every cache. */
export async function probe(): Promise<boolean> {
  try {
    const answer = await fetch("/health/live", { cache: "no-store" });
    reach.set(answer.ok);
  } catch {
    // No answer is the answer.
    reach.set(false);
  }
  return reach.get();
}

/** Listens to the browser, which knows of a cable pulled or a lift left before any call does. */
export function watchReach(): void {
  window.addEventListener("offline", () => reach.set(false));
  window.addEventListener("online", () => void probe());
}
