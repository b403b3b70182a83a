/** What to forget when the session of this device ends: rooms that keep state outside the query cache say how. */
const cleaners: (() => void)[] = [];

export function onSignOut(forget: () => void): void {
  cleaners.push(forget);
}

export function forgetAll(): void {
  for (const forget of cleaners) forget();
}

/** Of the tab nothing stays either: what was typed into forms. */
export function forgetTab(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("tocsin.")) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
