/** The end of a session on this device: nothing of the person stays in memory, and the sign-in page says why. */
import { forgetAll } from "./forget";
import { queries } from "./me";
import { router } from "./router";
import { type EndReason, onSessionEnd } from "./session-end";

/** Forgets everything the session brought; after the server has been told, or has told us. */
export function forgetSession(): void {
  forgetAll();
  queries.clear();
}

export function startSessionEnd(): void {
  onSessionEnd((ended: EndReason) => {
    const { pathname, href } = router.state.location;
    if (queries.getQueryData(["me"]) === undefined) return; // never was signed in: the router shows the door
    forgetSession();
    if (pathname !== "/sign-in") void router.navigate({ to: "/sign-in", search: { ended, next: href } as never });
  });
}
