/** IndexedDB as promises: two stores, `claim` (whose it is, and the key) and `records` (sealed, by name). */
import type { Claim } from "./policy";
import type { Sealed } from "./sealing";

export const DATABASE = "tocsin";

/** The claim as it lies in the database: with the key, and a name of its own that changes with every new beginning. */
export interface Deed extends Claim {
  generation: string;
  key: CryptoKey;
}

const ONLY = "only";
const FORM = 1;
const REMOVED_WITHIN = 1_000;

/** Null where the browser keeps nothing: private windows of some, storage switched off. */
export function openDatabase(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    if (typeof indexedDB === "undefined") return resolve(null);
    let asked: IDBOpenDBRequest;
    try {
      asked = indexedDB.open(DATABASE, FORM);
    } catch {
      // Some browsers throw where storage is switched off.
      return resolve(null);
    }
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("claim");
      asked.result.createObjectStore("records");
    };
    asked.onerror = () => resolve(null);
    asked.onsuccess = () => {
      const database = asked.result;
      // Another tab removes it: let go at once, what is asked afterwards finds it closed.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}

function settled(transaction: IDBTransaction): Promise<boolean> {
  return new Promise((resolve) => {
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => resolve(false);
  });
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function readDeed(database: IDBDatabase): Promise<Deed | null> {
  const found = await answer<Deed | undefined>(database.transaction("claim").objectStore("claim").get(ONLY));
  return found ?? null;
}

/** A new beginning: nothing of what was there stays. */
export async function writeDeed(database: IDBDatabase, deed: Deed): Promise<boolean> {
  const transaction = database.transaction(["claim", "records"], "readwrite");
  transaction.objectStore("records").clear();
  transaction.objectStore("claim").put(deed, ONLY);
  return settled(transaction);
}

/** Runs `change` only while the vault is still of the generation the caller knows; false when it is not. Throws where it fails. */
export async function within(
  database: IDBDatabase,
  generation: string,
  change: (records: IDBObjectStore, claim: IDBObjectStore, deed: Deed) => void,
): Promise<boolean> {
  const transaction = database.transaction(["claim", "records"], "readwrite");
  const claim = transaction.objectStore("claim");
  const asked: IDBRequest<Deed | undefined> = claim.get(ONLY);
  let others = false;
  asked.onsuccess = () => {
    others = asked.result?.generation !== generation;
    if (!others && asked.result) change(transaction.objectStore("records"), claim, asked.result);
    else transaction.abort();
  };
  if (await settled(transaction)) return true;
  if (others) return false;
  throw transaction.error ?? new DOMException("aborted", "AbortError");
}

export function putDeed(claim: IDBObjectStore, deed: Deed): void {
  claim.put(deed, ONLY);
}

/** Every record whose name begins so. */
function beginning(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}

export async function readRecords(database: IDBDatabase, prefix: string): Promise<[string, Sealed][]> {
  const records = database.transaction("records").objectStore("records");
  const [names, values] = await Promise.all([
    answer(records.getAllKeys(beginning(prefix))),
    answer<Sealed[]>(records.getAll(beginning(prefix))),
  ]);
  return names.flatMap((name, index) => {
    const value = values[index];
    return value ? [[String(name), value] as [string, Sealed]] : [];
  });
}

export async function readRecord(database: IDBDatabase, name: string): Promise<Sealed | null> {
  const found = database.transaction("records").objectStore("records").get(name);
  return (await answer<Sealed | undefined>(found)) ?? null;
}

/** Empties both stores, then lets go of the database itself as soon as no tab holds it; false where neither could be done. */
export async function removeDatabase(): Promise<boolean> {
  if (typeof indexedDB === "undefined") return true;
  const emptied = await empty().catch(() => false);
  const removed = new Promise<boolean>((resolve) => {
    // Emptied it is; a tab that is slow to let go must not keep a person from leaving.
    setTimeout(() => resolve(false), REMOVED_WITHIN);
    const removing = indexedDB.deleteDatabase(DATABASE);
    removing.onsuccess = () => resolve(true);
    removing.onerror = () => resolve(false);
  });
  return (await removed.catch(() => false)) || emptied;
}

async function empty(): Promise<boolean> {
  const database = await openDatabase();
  if (database === null) return false;
  try {
    const transaction = database.transaction(["claim", "records"], "readwrite");
    transaction.objectStore("claim").clear();
    transaction.objectStore("records").clear();
    return await settled(transaction);
  } finally {
    database.close();
  }
}
