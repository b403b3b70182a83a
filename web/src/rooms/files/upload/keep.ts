/**
 * What survives a reload: which uploads there are, and the bytes of those that are not large. It lies in the vault, sealed,
 * and goes with the session; where nothing is kept, uploads live as long as the page.
 */
import { vault } from "@/app/vault/vault";
import { keepWriting } from "@/app/vault/writing";
import type { Item } from "./state";

export interface Kept extends Pick<Item, "id" | "tray" | "realm" | "name" | "size" | "mime" | "asFile" | "uploadId"> {
  /** The person stopped it: nothing but the person goes on with it. */
  paused: boolean;
  /** Milliseconds, for the order in the tray. */
  added: number;
}

/** Bytes of one file that are kept; a larger one is chosen again after a reload. */
const MOST = 256 * 1024 * 1024;

const record = (id: string) => `u/${id}`;
const bytes = (id: string) => `b/${id}`;

export function keepItem(item: Kept): void {
  keepWriting(record(item.id), item);
}

export async function keepBytes(id: string, blob: Blob): Promise<void> {
  if (blob.size <= MOST) await vault.get()?.writeBytes(bytes(id), blob);
}

export async function dropBytes(id: string): Promise<void> {
  await vault.get()?.removeAll(`${bytes(id)}/`);
}

export async function dropKept(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    keepWriting(record(id), null);
    await dropBytes(id);
  }
}

export async function readKept(): Promise<Kept[]> {
  const found = ((await vault.get()?.all<Kept>("u/")) ?? []).map(([, kept]) => kept);
  return found.sort((a, b) => a.added - b.added);
}

export async function readItem(id: string): Promise<Kept | null> {
  return (await vault.get()?.get<Kept>(record(id))) ?? null;
}

/** The bytes of an upload kept before a reload; nothing when they must be chosen again. */
export async function bytesOf({ id, size }: Pick<Item, "id" | "size">): Promise<Blob | null> {
  return (await vault.get()?.readBytes(bytes(id), size)) ?? null;
}
