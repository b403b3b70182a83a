/**
 * The end of a session on this device. The page is left altogether, so that nothing of the person stays in memory;
 * the sign-in page says why.
 */
import { forgetAll } from "./forget";
import { queries } from "./me";
import { type EndReason, onSessionEnd } from "./session-end";

/** Signed out by one's own will: what the tab kept of one's writing goes too. */
export function leave(to: string): void {
  forgetAll();
  window.location.replace(to);
}

let ending = false;

/** Ended from elsewhere: what one was writing waits in the tab for the same person to come back. */
export function startSessionEnd(): void {
  onSessionEnd((ended: EndReason) => {
    if (ending || queries.getQueryData(["me"]) === undefined) return; // never was signed in: the router shows the door
    ending = true;
    const { pathname, search } = window.location;
    window.location.replace(`/sign-in?${new URLSearchParams({ ended, next: pathname + search })}`);
  });
}
