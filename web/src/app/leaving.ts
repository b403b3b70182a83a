/** Signing out where the server does not answer: the device forgets at once, the session ends as soon as the line is back. */
import { api, take } from "./api";
import { Problem } from "./problem";

const KEY = "tocsin.leaving";

export function leaveLater(): void {
  localStorage.setItem(KEY, "1");
}

/** Somebody signed in since: that replaced the session that was to end. */
export function cameBack(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Then nothing was noted either.
  }
}

export function isLeaving(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Ends the session that was left; true when it has ended, false while the server does not answer. */
export async function finishLeaving(): Promise<boolean> {
  try {
    await take(api.DELETE("/api/sessions/current"));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) return false;
  }
  cameBack();
  return true;
}

/** A session that was left without a line ends as soon as there is one. */
export function startLeaving(): void {
  const finish = () => {
    if (isLeaving()) void finishLeaving();
  };
  window.addEventListener("online", finish);
  finish();
}
