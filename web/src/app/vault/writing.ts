/**
 * What a person is writing, kept in the vault as it changes: sealed like the talk beside it, and gone with it
 * (docs/decisions/0015-kept-on-the-device.md). Where nothing is kept it lives as long as the page.
 */
import { vault } from "./vault";

/** What is to be written, by name; null removes. The last word on a name is the one that counts. */
let pending = new Map<string, unknown>();
let busy: Promise<void> | null = null;

export function keepWriting(name: string, value: unknown): void {
  pending.set(name, value);
  busy ??= write();
}

/** Once all of it is in the vault, as far as there is one. */
export async function writingKept(): Promise<void> {
  await busy;
}

async function write(): Promise<void> {
  // Together with what changes in the same breath.
  await null;
  while (pending.size > 0) {
    const now = [...pending];
    pending = new Map();
    const values = now.filter(([, value]) => value !== null);
    const gone = now.filter(([, value]) => value === null).map(([name]) => name);
    // What could not be kept is as what nobody keeps; what is written next is kept all the same.
    await vault
      .get()
      ?.write(values, gone)
      .catch(() => false);
  }
  busy = null;
}
