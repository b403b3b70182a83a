/** Among the tabs of one browser, one acts: whoever is nearest to the person asks first, the others find it taken. */

/** Longer than any tab waits, tabs in the background included, whose clocks are slow. */
const HELD = 6_000;

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether it is this tab that acts on `what`; a tab that is further away waits `after` milliseconds before it asks. */
export async function isMine(what: string, after: number): Promise<boolean> {
  if (after > 0) await rest(after);
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    void navigator.locks.request(`tocsin.once.${what}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : rest(HELD);
    });
  });
}
