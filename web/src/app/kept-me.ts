/** Who was signed in when the line was last up: with that the product starts where the server does not answer. */
import { forgetTab } from "./forget";
import { type Me, meQuery, queries } from "./me";
import { isAway, Problem } from "./problem";
import { type EndReason, endReason } from "./session-end";
import { openKept, setAside, startVault, wipeVault } from "./vault/vault";
import { writingKept } from "./vault/writing";

/** A server that has not said who one is by then is taken for away; what it says later holds. */
const PATIENCE = 4_000;

/** No wait for what the browser knows will not come. */
function patienceNow(): number {
  return navigator.onLine === false ? 0 : PATIENCE;
}

export async function keepMe(me: Me): Promise<void> {
  await (await startVault(me.id))?.write([["me", me]]);
}

/** Puts what was kept where the answer would be, old enough to be asked for again; false where nothing was kept. */
async function takeKept(): Promise<boolean> {
  const me = await (await openKept())?.get<Me>("me");
  if (!me) return false;
  if (queries.getQueryData(meQuery.queryKey) === undefined)
    queries.setQueryData(meQuery.queryKey, me, { updatedAt: 0 });
  return true;
}

/** Asks who is signed in; throws the server's refusal, or `offline` where there is neither an answer nor anything kept. */
export async function askWhoIsHere(): Promise<void> {
  const asked = queries.ensureQueryData({ ...meQuery, retry: false });
  const patience = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), patienceNow()));
  try {
    if ((await Promise.race([asked, patience])) !== "late") return;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) await forgetKept(endReason(error.params.reason));
    if (!(error instanceof Problem) || !isAway(error) || !(await takeKept())) throw error;
    return;
  }
  // A refusal that comes later ends the session as any other does.
  if (await takeKept()) asked.catch(() => undefined);
  else await asked;
}

/** Ends of a session that are no one's will against it: the same person is expected back. */
const BACK: readonly EndReason[] = ["expired", "replaced", "surplus", "other"];

/**
 * The session has ended: nothing of it stays on the device. What was being written waits, sealed, for the same person;
 * not where they left, or were shut out: whoever took the session away may not want the device to hold it.
 */
export async function forgetKept(ended: EndReason): Promise<void> {
  await writingKept();
  if (BACK.includes(ended)) return setAside();
  forgetTab();
  await wipeVault();
}
