/**
 * What this device keeps of a person's talk, sealed: opened without a line, gone with the session
 * (docs/decisions/0015-kept-on-the-device.md). One person's, one session's; a new beginning has a new key.
 */
import { type Store, store } from "../store";
import {
  type Deed,
  openDatabase,
  putDeed,
  readDeed,
  readRecord,
  readRecords,
  removeDatabase,
  within,
  writeDeed,
} from "./database";
import { KEEP_AT_FIRST, KEEP_DAYS, type KeepDays, ofAnotherSession, SCHEMA, verdict } from "./policy";
import { newKey, type Sealed, seal, sealBytes, unseal, unsealBytes } from "./sealing";

const DAYS = "tocsin.keep";
const WIPING = "tocsin.wiping";
/** Unsent messages and drafts: what is left of a vault for its person to come back to. */
const WRITING = ["o/", "w/"] as const;

/** Bytes of a file that are sealed as one. */
const PIECE = 4 * 1024 * 1024;
const pieceOf = (name: string, at: number) => `${name}/${String(at / PIECE).padStart(6, "0")}`;

type Summary = (bytes: ReadonlyMap<string, number>) => [string, unknown];

type Spared = "kept" | "nothing" | "others" | "failed";

export class Vault {
  readonly person: string;
  private readonly database: IDBDatabase;
  private readonly deed: Deed;

  constructor(database: IDBDatabase, deed: Deed) {
    this.database = database;
    this.deed = deed;
    this.person = deed.person;
  }

  private place(name: string): string {
    return `${this.deed.generation}/${name}`;
  }

  async get<T>(name: string): Promise<T | null> {
    const sealed = await this.reading(() => readRecord(this.database, name), null);
    return sealed === null ? null : this.opened<T>(name, sealed);
  }

  /** Every record whose name begins so, by name. */
  async all<T>(prefix: string): Promise<[string, T][]> {
    const records = await this.reading(() => readRecords(this.database, prefix), []);
    const opened = await Promise.all(
      records.map(async ([name, sealed]) => [name, await this.opened<T>(name, sealed)] as const),
    );
    return opened.flatMap(([name, value]) => (value === null ? [] : [[name, value] as [string, T]]));
  }

  /**
   * Writes and removes together; false when the vault is another's by now. `summary` is told the bytes of what was
   * sealed, by name, and is written along.
   */
  async write(values: [string, unknown][], gone: string[] = [], summary?: Summary): Promise<boolean> {
    const put = async ([name, value]: [string, unknown]) =>
      [name, await seal(this.deed.key, this.place(name), value)] as const;
    const sealed = await Promise.all(values.map(put));
    if (summary) sealed.push(await put(summary(new Map(sealed.map(([name, { data }]) => [name, data.byteLength])))));
    return this.reading(
      () =>
        within(this.database, this.deed.generation, (records) => {
          for (const name of gone) records.delete(name);
          for (const [name, value] of sealed) records.put(value, name);
        }),
      false,
    );
  }

  /** Bytes, piece by piece, so that none of it is twice in memory; false where they could not be kept. */
  async writeBytes(name: string, blob: Blob): Promise<boolean> {
    for (let at = 0; at < blob.size; at += PIECE) {
      const piece = pieceOf(name, at);
      const sealed = await this.reading(
        async () => sealBytes(this.deed.key, this.place(piece), await blob.slice(at, at + PIECE).arrayBuffer()),
        null,
      );
      const put = (records: IDBObjectStore) => sealed && records.put(sealed, piece);
      if (!sealed || !(await this.reading(() => within(this.database, this.deed.generation, put), false))) return false;
    }
    return true;
  }

  /** Bytes of that size, or nothing where a piece is missing. */
  async readBytes(name: string, size: number): Promise<Blob | null> {
    const pieces: ArrayBuffer[] = [];
    for (let at = 0; at < size; at += PIECE) {
      const piece = pieceOf(name, at);
      const sealed = await this.reading(() => readRecord(this.database, piece), null);
      const bytes = sealed && (await unsealBytes(this.deed.key, this.place(piece), sealed).catch(() => null)); // as above
      if (!bytes || bytes.byteLength !== Math.min(PIECE, size - at)) return null;
      pieces.push(bytes);
    }
    return new Blob(pieces);
  }

  /** Removes every record whose names begin so. */
  async removeAll(...prefixes: string[]): Promise<void> {
    await this.reading(
      () =>
        within(this.database, this.deed.generation, (records) => {
          for (const prefix of prefixes) records.delete(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
        }),
      false,
    );
  }

  /** The server spoke to this session: the age begins anew. False when it was another session that filled the vault. */
  async confirm(session: string): Promise<boolean> {
    if (this.ofAnother(session)) return false;
    this.deed.session = session;
    this.deed.confirmed_at = Date.now();
    const told = { session, confirmed_at: this.deed.confirmed_at };
    return this.reading(
      () => within(this.database, this.deed.generation, (_, claim, deed) => putDeed(claim, { ...deed, ...told })),
      false,
    );
  }

  /**
   * Of all that is there only records of these names stay, sealed anew under a new key, of no session yet; its age goes on.
   * `nothing`: there were none. `others`: it was read, has begun anew meanwhile, and is left alone. `failed`: all is as it was.
   */
  async spare(prefixes: readonly string[]): Promise<Spared> {
    const found = (await Promise.all(prefixes.map((one) => this.all<unknown>(one)))).flat();
    const deed: Deed = { ...this.deed, generation: crypto.randomUUID(), key: await newKey(), session: null };
    const sealed = await Promise.all(
      found.map(async ([name, value]) => [name, await seal(deed.key, `${deed.generation}/${name}`, value)] as const),
    );
    const change = (records: IDBObjectStore, claim: IDBObjectStore) => {
      records.clear();
      if (sealed.length === 0) claim.clear();
      else putDeed(claim, deed);
      for (const [name, value] of sealed) records.put(value, name);
    };
    try {
      if (!(await within(this.database, this.deed.generation, change))) return "others";
      return sealed.length > 0 ? "kept" : "nothing";
    } catch {
      return (await this.isOthers()) ? "others" : "failed";
    }
  }

  /** Whether it has begun anew, asked over a connection that is not broken. */
  private async isOthers(): Promise<boolean> {
    const database = await openDatabase();
    const deed = database && (await this.reading(() => readDeed(database), null));
    database?.close();
    return deed !== null && deed.generation !== this.deed.generation;
  }

  /** Whether it was another session that filled it. */
  ofAnother(session: string): boolean {
    return ofAnotherSession(this.deed, session);
  }

  close(): void {
    this.database.close();
  }

  /** A record that does not open is as good as none. */
  private opened<T>(name: string, sealed: Sealed): Promise<T | null> {
    return unseal<T>(this.deed.key, this.place(name), sealed).catch(() => null); // moved, or of an earlier key
  }

  /** A database that another tab removed, or a disk that is full, holds nothing for us. */
  private async reading<T>(act: () => Promise<T>, nothing: T): Promise<T> {
    try {
      return await act();
    } catch {
      return nothing;
    }
  }
}

/** The vault of whoever is signed in here; null while nothing is kept. */
export const vault: Store<Vault | null> = store(null as Vault | null);

/** One after the other: nobody opens while somebody wipes. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const next = turn.then(act, act);
  turn = next.catch(() => undefined); // whoever asked is told; the next is not concerned
  return next;
}

export function keepDays(): KeepDays {
  try {
    const kept = localStorage.getItem(DAYS);
    return KEEP_DAYS.find((days) => String(days) === kept) ?? KEEP_AT_FIRST;
  } catch {
    // A browser that does not even keep a choice keeps no messages.
    return 0;
  }
}

function flag(on: boolean): void {
  try {
    if (on) localStorage.setItem(WIPING, "1");
    else localStorage.removeItem(WIPING);
  } catch {
    // Nothing is kept there, the vault neither.
  }
}

function flagged(): boolean {
  try {
    return localStorage.getItem(WIPING) !== null;
  } catch {
    return false;
  }
}

async function erase(): Promise<void> {
  vault.get()?.close();
  vault.set(null);
  // Should the page go before it is done, the next one does it before anything else.
  flag(true);
  if (await removeDatabase()) flag(false);
}

/** Opens what may be opened: of this person, or with null of whoever filled it. What may not is wiped. */
async function opened(person: string | null): Promise<Vault | null> {
  if (flagged()) await erase();
  if (flagged()) return null;
  const database = await openDatabase();
  if (database === null) return null;
  const deed = await readDeed(database);
  const said = verdict(deed, { person, now: Date.now(), days: keepDays() });
  if (said === "open" && deed !== null) return new Vault(database, deed);
  database.close();
  if (said === "wipe") await erase();
  return null;
}

async function begun(person: string): Promise<Vault | null> {
  if (keepDays() === 0 || flagged()) return null;
  const database = await openDatabase();
  if (database === null) return null;
  const generation = crypto.randomUUID();
  const claim = { schema: SCHEMA, person, session: null, confirmed_at: Date.now() };
  const deed: Deed = { ...claim, generation, key: await newKey() };
  return (await writeDeed(database, deed)) ? new Vault(database, deed) : null;
}

/** Without a line: what the last person on this device kept, if it may still be opened. */
export function openKept(): Promise<Vault | null> {
  return inTurn(async () => {
    if (vault.get() === null) vault.set(await opened(null));
    return vault.get();
  });
}

/** Somebody is signed in: their vault, or a new one. Another person's is wiped first. */
export function startVault(person: string): Promise<Vault | null> {
  return inTurn(async () => {
    const open = vault.get();
    if (open?.person === person) return open;
    open?.close();
    vault.set((await opened(person)) ?? (await begun(person)));
    return vault.get();
  });
}

/** The server named the session: what another session kept is wiped, and kept anew. */
export function confirmSession(session: string): Promise<void> {
  return inTurn(async () => {
    const held = vault.get();
    if (held === null || (await held.confirm(session))) return;
    const { person } = held;
    // Another tab may have begun anew for this very session, or the connection is lost.
    if (held.ofAnother(session)) await sparing(held);
    held.close();
    vault.set((await opened(person)) ?? (await begun(person)));
    if ((await vault.get()?.confirm(session)) !== false) return;
    await erase();
    vault.set(await begun(person));
    await vault.get()?.confirm(session);
  });
}

/** What cannot be spared goes too: nothing of a session that has ended stays as it was. */
async function sparing(held: Vault): Promise<void> {
  const spared = await held.spare(WRITING).catch(() => "failed");
  held.close();
  if (spared === "nothing" || spared === "failed") await erase();
}

/** The session has ended under its person: what they were writing waits for them to come back, all else goes. */
export function setAside(): Promise<void> {
  return inTurn(async () => {
    try {
      const held = vault.get() ?? (await opened(null));
      vault.set(null);
      if (held) await sparing(held);
    } catch {
      // There is something, and it cannot be read.
      await erase();
    }
  });
}

export function wipeVault(): Promise<void> {
  return inTurn(erase);
}

/** How long this device keeps; 0 wipes at once. */
export function setKeepDays(days: KeepDays, person: string): Promise<void> {
  return inTurn(async () => {
    try {
      localStorage.setItem(DAYS, String(days));
    } catch {
      // As above: then nothing is kept.
    }
    if (days === 0) await erase();
    else if (vault.get() === null) vault.set((await opened(person)) ?? (await begun(person)));
  });
}
