/** Who was signed in when the line was last up: with that the product starts where the server does not answer. */
import { rescueRooms, wipeRooms } from "./forget";
import { type Me, meQuery, queries } from "./me";
import { isAway, Problem } from "./problem";
import { openKept, startVault, wipeVault } from "./vault/vault";

/** A server that has not said who one is by then is taken for away; what it says later holds. */
const PATIENCE = 4_000;

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
  const patience = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), PATIENCE));
  try {
    if ((await Promise.race([asked, patience])) !== "late") return;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) await forgetKept();
    if (!(error instanceof Problem) || !isAway(error) || !(await takeKept())) throw error;
    return;
  }
  // A refusal that comes later ends the session as any other does.
  if (await takeKept()) asked.catch(() => undefined);
  else await asked;
}

/** The session has ended: nothing of it stays on the device but what was not sent, in this tab, for the same person. */
export async function forgetKept(): Promise<void> {
  await openKept();
  await rescueRooms();
  await wipeKept();
}

/** Signed out, or shut out: what was not sent goes as well. */
export async function wipeKept(): Promise<void> {
  await Promise.all([wipeVault(), wipeRooms()]);
}
