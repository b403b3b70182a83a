/**
 * What survives a reload: which uploads there are, and their bytes where the browser holds them cheaply (small ones as
 * they are, large ones by a handle to the file, where the browser gives one). Under the person's id, and gone when the
 * person signs out.
 */
import type { Item } from "./state";

export interface Kept extends Pick<Item, "id" | "tray" | "realm" | "name" | "size" | "mime" | "asFile" | "uploadId"> {
  blob: Blob | null;
  handle: FileSystemFileHandle | null;
}

const PREFIX = "tocsin.files.";
/** Bytes of one file that are kept as they are. */
const SMALL = 64 * 1024 * 1024;

let database: Promise<IDBDatabase | null> = Promise.resolve(null);

export function openKept(person: string): void {
  database = new Promise((resolve) => {
    const request = indexedDB.open(PREFIX + person, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("items", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    // Private windows may have none: uploads then live as long as the page.
    request.onerror = () => resolve(null);
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  const db = await database;
  if (!db) return null;
  return new Promise((resolve) => {
    const request = act(db.transaction("items", mode).objectStore("items"));
    request.onsuccess = () => resolve(request.result);
    // Full, or an old browser that cannot store files: the upload goes on without.
    request.onerror = () => resolve(null);
  });
}

export async function keepItem(item: Kept): Promise<void> {
  const blob = item.blob && item.blob.size <= SMALL ? item.blob : null;
  await run("readwrite", (items) => items.put({ ...item, blob }));
}

export async function dropKept(ids: readonly string[]): Promise<void> {
  for (const id of ids) await run("readwrite", (items) => items.delete(id));
}

export async function readKept(): Promise<Kept[]> {
  return (await run<Kept[]>("readonly", (items) => items.getAll())) ?? [];
}

/** Whoever it was kept for: a session that ended while the product was closed left no name behind. */
export async function forgetKeptFiles(): Promise<void> {
  const open = database;
  database = Promise.resolve(null);
  (await open)?.close();
  // No storage at all, as in some private windows: then nothing was kept.
  const all = await indexedDB.databases().catch(() => []);
  for (const { name } of all) if (name?.startsWith(PREFIX)) await deleted(name);
}

/** Another tab that holds it is not waited for: it goes when that tab does. */
function deleted(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
    request.onblocked = () => resolve();
  });
}

/** The bytes of an upload kept before a reload; nothing when they must be chosen again. */
export async function bytesOf(kept: Kept, ask = false): Promise<Blob | null> {
  if (kept.blob) return kept.blob;
  if (!kept.handle) return null;
  try {
    const may = kept.handle as FileSystemFileHandle & {
      queryPermission?: (how: { mode: "read" }) => Promise<PermissionState>;
      requestPermission?: (how: { mode: "read" }) => Promise<PermissionState>;
    };
    const state = await (ask ? may.requestPermission : may.queryPermission)?.call(may, { mode: "read" });
    if (state !== "granted") return null;
    const file = await kept.handle.getFile();
    return file.size === kept.size ? file : null;
  } catch {
    // Moved or deleted meanwhile.
    return null;
  }
}
