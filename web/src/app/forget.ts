/** What to forget when the session of this device ends: rooms that keep state outside the query cache say how. */
const cleaners: (() => void)[] = [];

export function onSignOut(forget: () => void): void {
  cleaners.push(forget);
}

export function forgetAll(): void {
  for (const forget of cleaners) forget();
}
