/**
 * The end of a session on this device. The page is left altogether, so that nothing of the person stays in memory;
 * the sign-in page says why.
 */
import { forgetAll } from "./forget";
import { forgetKept } from "./kept-me";
import { queries } from "./me";
import { type EndReason, onSessionEnd } from "./session-end";

/** The tabs of this browser, which share one session. */
const tabs = new BroadcastChannel("tocsin.sign-out");

/** Without its cookie the server cannot say why a session ended; somebody else who knows speaks within that many ms. */
const PATIENCE = 1_000;

let ending = false;

/** One signs out here: that the session ends is no news to this tab, only to the others. */
export function leavingHere(leaving: boolean): void {
  ending = leaving;
}

/** Signed out by one's own will: what the device kept goes, and what one was writing too. */
export function leave(to: string): void {
  tabs.postMessage("signed_out");
  forgetAll();
  void forgetKept("signed_out").finally(() => window.location.replace(to));
}

/** Ended from elsewhere: by whom decides what becomes of what one was writing. */
export function startSessionEnd(): void {
  const here = () => !ending && queries.getQueryData(["me"]) !== undefined; // else the router shows the door
  const end = (ended: EndReason) => {
    if (!here()) return;
    ending = true;
    const { pathname, search } = window.location;
    const to = `/sign-in?${new URLSearchParams({ ended, next: pathname + search })}`;
    void forgetKept(ended).finally(() => window.location.replace(to));
  };
  onSessionEnd((ended) => {
    if (ended === "other") setTimeout(() => end(ended), PATIENCE);
    else end(ended);
  });
  tabs.addEventListener("message", () => end("signed_out"));
}
