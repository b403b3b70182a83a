/** What to forget when the session of this device ends: rooms that keep state outside the query cache say how. */
const cleaners: (() => void)[] = [];

export function onSignOut(forget: () => void): void {
  cleaners.push(forget);
}

export function forgetAll(): void {
  for (const forget of cleaners) forget();
}

/** What a room keeps on the device: put by in the tab for the same person to come back to, and removed. */
interface Kept {
  rescue?: () => Promise<void>;
  wipe?: () => Promise<void>;
}

const keepers: Kept[] = [];

export function onForgetting(room: Kept): void {
  keepers.push(room);
}

export async function rescueRooms(): Promise<void> {
  await Promise.all(keepers.map((room) => room.rescue?.()));
}

export async function wipeRooms(): Promise<void> {
  await Promise.all(keepers.map((room) => room.wipe?.()));
}
