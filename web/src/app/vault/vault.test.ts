/** Sealed at rest, one person's, one session's, and gone when it should be. */
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { DATABASE, openDatabase, readRecord, readRecords } from "./database";
import { type Claim, type KeepDays, ofAnotherSession, SCHEMA, verdict } from "./policy";
import { confirmSession, keepDays, openKept, setAside, setKeepDays, startVault, vault, wipeVault } from "./vault";
import { keepWriting, writingKept } from "./writing";

const DAY = 86_400_000;
const claim: Claim = { schema: SCHEMA, person: "zhou", session: "s1", confirmed_at: 1_000 * DAY };

/** What lies in the database, as whoever takes the disk reads it. */
async function lying(): Promise<string> {
  const database = await openDatabase();
  if (database === null) throw new Error("no database");
  const records = await readRecords(database, "");
  database.close();
  return records.map(([name, { data }]) => `${name}: ${new TextDecoder().decode(data)}`).join("\n");
}

async function databases(): Promise<string[]> {
  return (await indexedDB.databases()).map(({ name }) => name ?? "");
}

/** Emptied it is at once; whoever waits for the database itself to go does not wait for ever. */
async function gone(): Promise<void> {
  await vi.waitFor(async () => expect(await databases()).not.toContain(DATABASE), 30_000);
}

beforeEach(async () => {
  await wipeVault();
  localStorage.clear();
});

describe("whether it may be opened", () => {
  const asked = (change: object) => ({ person: "zhou", now: 1_000 * DAY, days: 7 as KeepDays, ...change });

  it.each([
    ["by the person who filled it", {}, {}, "open"],
    ["by whoever starts without a line", {}, { person: null }, "open"],
    ["by another person", {}, { person: "he" }, "wipe"],
    ["within its age", {}, { now: 1_007 * DAY }, "open"],
    ["past its age", {}, { now: 1_007 * DAY + 1 }, "wipe"],
    ["on a device that keeps less now", {}, { now: 1_002 * DAY, days: 1 }, "wipe"],
    ["on a device that keeps nothing now", {}, { days: 0 }, "wipe"],
    ["by a clock a little behind", {}, { now: 1_000 * DAY - 60_000 }, "open"],
    ["by a clock set back", {}, { now: 998 * DAY }, "wipe"],
    ["in a form of another time", { schema: SCHEMA + 1 }, {}, "wipe"],
  ])("%s", (_, held, by, said) => {
    expect(verdict({ ...claim, ...held }, asked(by))).toBe(said);
  });

  it("where there is nothing", () => expect(verdict(null, asked({}))).toBe("nothing"));

  it("knows a session from another", () => {
    expect(ofAnotherSession(claim, "s1")).toBe(false);
    expect(ofAnotherSession(claim, "s2")).toBe(true);
    expect(ofAnotherSession({ ...claim, session: null }, "s2")).toBe(false);
  });
});

describe("the vault", () => {
  it("gives back what was put in, and shows nobody else", async () => {
    const mine = await startVault("zhou");
    await mine?.write([
      ["c/1", { name: "备课组" }],
      ["c/2", { name: "教务处" }],
    ]);
    expect(await mine?.get("c/1")).toEqual({ name: "备课组" });
    expect(await mine?.all("c/")).toEqual([
      ["c/1", { name: "备课组" }],
      ["c/2", { name: "教务处" }],
    ]);
    const seen = await lying();
    expect(seen).toContain("c/1");
    expect(seen).not.toContain("备课组");
    await mine?.write([], ["c/1"]);
    expect(await mine?.get("c/1")).toBeNull();
    await mine?.removeAll("c/");
    expect(await mine?.all("c/")).toEqual([]);
  });

  it("keeps its key to the browser", async () => {
    await startVault("zhou");
    const database = await openDatabase();
    const held = await new Promise<{ key: CryptoKey }>((resolve) => {
      const asked = database?.transaction("claim").objectStore("claim").get("only");
      if (asked) asked.onsuccess = () => resolve(asked.result);
    });
    database?.close();
    expect(held.key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", held.key)).rejects.toThrow();
  });

  it("does not open a record under another name", async () => {
    const mine = await startVault("zhou");
    await mine?.write([["c/1", "一"]]);
    const database = await openDatabase();
    if (!database) throw new Error("no database");
    const moved = await readRecord(database, "c/1");
    const transaction = database.transaction("records", "readwrite");
    transaction.objectStore("records").put(moved, "c/2");
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    database.close();
    expect(await mine?.get("c/2")).toBeNull();
    expect(await mine?.get("c/1")).toBe("一");
  });

  it("opens again for the same person, with or without a line", async () => {
    await (await startVault("zhou"))?.write([["me", { id: "zhou" }]]);
    vault.get()?.close();
    vault.set(null);
    expect(await (await openKept())?.get("me")).toEqual({ id: "zhou" });
    vault.get()?.close();
    vault.set(null);
    expect(await (await startVault("zhou"))?.get("me")).toEqual({ id: "zhou" });
  });

  it("is wiped for another person, and of use to nobody who held it", async () => {
    const mine = await startVault("zhou");
    await mine?.write([["me", "zhou"]]);
    const theirs = await startVault("he");
    expect(await theirs?.get("me")).toBeNull();
    // A tab of the person before that has not noticed yet.
    expect(await mine?.write([["me", "zhou"]])).toBe(false);
    expect(await lying()).toBe("");
  });

  it("is wiped when it was another session's", async () => {
    const mine = await startVault("zhou");
    await confirmSession("s1");
    await mine?.write([["me", "zhou"]]);
    await confirmSession("s1");
    expect(vault.get()).toBe(mine);
    await confirmSession("s2");
    expect(vault.get()).not.toBe(mine);
    expect(vault.get()?.person).toBe("zhou");
    expect(await lying()).toBe("");
    expect(await mine?.write([["me", "zhou"]])).toBe(false);
  });

  it("leaves what was being written, sealed anew, where the session ended by itself", async () => {
    const mine = await startVault("zhou");
    await confirmSession("s1");
    await mine?.write([
      ["me", "zhou"],
      ["r/1/0", "说过的"],
      ["o/1", "没发出去"],
      ["w/1", "没写完"],
    ]);
    await setAside();
    expect(vault.get()).toBeNull();
    const seen = await lying();
    expect(seen.match(/^\S+:/gm)).toEqual(["o/1:", "w/1:"]);
    expect(seen).not.toMatch(/没/);
    // A tab that lags behind neither reads nor wipes it.
    expect(await mine?.get("o/1")).toBeNull();
    expect(await mine?.spare(["o/"])).toBe("others");
    const again = await startVault("zhou");
    expect(await again?.get("o/1")).toBe("没发出去");
    expect(await again?.get("w/1")).toBe("没写完");
    await confirmSession("s2");
    expect(await vault.get()?.get("w/1")).toBe("没写完");
    vault.get()?.close();
    expect(await (await startVault("he"))?.all("")).toEqual([]);
  });

  /** What a session leaves behind, with something unsent in it. */
  async function filled() {
    const mine = await startVault("zhou");
    await confirmSession("s1");
    await mine?.write([
      ["r/1/0", "说过的"],
      ["o/1", "没发出去"],
    ]);
    return mine;
  }

  it("leaves nothing where what was being written cannot be set aside: the connection is broken", async () => {
    const mine = await filled();
    mine?.close();
    await setAside();
    await gone();
    expect(await openKept()).toBeNull();
  });

  it("leaves nothing where what was being written cannot be set aside: the disk does not take it", async () => {
    await filled();
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore) {
      this.transaction.abort();
      return {} as IDBRequest<IDBValidKey>;
    });
    await setAside();
    put.mockRestore();
    await gone();
    expect(await openKept()).toBeNull();
  });

  it("is wiped by the next page where not even that can be done now", async () => {
    await filled();
    const broken = () => {
      throw new DOMException("lost", "InvalidStateError");
    };
    const [ask, remove] = [
      vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(broken),
      vi.spyOn(IDBFactory.prototype, "deleteDatabase").mockImplementation(broken),
    ];
    await setAside();
    ask.mockRestore();
    remove.mockRestore();
    expect(await lying()).toContain("r/1/0");
    expect(await openKept()).toBeNull();
    expect(await lying()).toBe("");
  });

  it("leaves alone what began anew, though its own connection is broken", async () => {
    const mine = await filled();
    vi.resetModules();
    const other = await import("./vault");
    await other.startVault("zhou");
    await other.confirmSession("s2");
    await other.vault.get()?.write([["me", "zhou"]]);
    mine?.close();
    await setAside();
    expect(await other.vault.get()?.get("me")).toBe("zhou");
  });

  it("goes on with what is there where only the connection was lost", async () => {
    const mine = await filled();
    mine?.close();
    await confirmSession("s1");
    expect(vault.get()).not.toBe(mine);
    expect(await vault.get()?.get("r/1/0")).toBe("说过的");
  });

  it("leaves nothing where nothing was being written", async () => {
    await (await startVault("zhou"))?.write([["me", "zhou"]]);
    await setAside();
    await gone();
  });

  it("keeps what is written in the order it was written", async () => {
    await startVault("zhou");
    keepWriting("w/1", "一");
    keepWriting("w/2", "二");
    keepWriting("w/1", "一又一");
    await writingKept();
    keepWriting("w/2", null);
    await writingKept();
    expect(await vault.get()?.all("w/")).toEqual([["w/1", "一又一"]]);
    await wipeVault();
    keepWriting("w/1", "一");
    await writingKept();
    expect(await openKept()).toBeNull();
  });

  it("goes on keeping what is written after something could not be kept", async () => {
    const mine = await startVault("zhou");
    keepWriting("w/1", 1n); // has no form to be kept in
    await writingKept();
    keepWriting("w/2", "二");
    await writingKept();
    expect(await mine?.all("w/")).toEqual([["w/2", "二"]]);
  });

  it("takes up what another tab began for the same session", async () => {
    const mine = await startVault("zhou");
    await confirmSession("s1");
    // The other tab, with a memory of its own.
    vi.resetModules();
    const other = await import("./vault");
    await other.startVault("zhou");
    await other.confirmSession("s2");
    await other.vault.get()?.write([["me", "zhou"]]);
    await confirmSession("s2");
    expect(vault.get()).not.toBe(mine);
    expect(await vault.get()?.get("me")).toBe("zhou");
  });

  it("leaves no database behind", async () => {
    await (await startVault("zhou"))?.write([["me", "zhou"]]);
    expect(await databases()).toContain(DATABASE);
    await wipeVault();
    await gone();
    expect(vault.get()).toBeNull();
    expect(await openKept()).toBeNull();
  });

  it("finishes a wiping that was cut short, before it opens anything", async () => {
    await (await startVault("zhou"))?.write([["me", "zhou"]]);
    vault.get()?.close();
    vault.set(null);
    localStorage.setItem("tocsin.wiping", "1");
    expect(await openKept()).toBeNull();
    expect(localStorage.getItem("tocsin.wiping")).toBeNull();
    expect(await lying()).toBe("");
  });

  it("is not opened past its age", async () => {
    await (await startVault("zhou"))?.write([["me", "zhou"]]);
    vault.get()?.close();
    vault.set(null);
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 8 * DAY);
    expect(await openKept()).toBeNull();
    await gone();
  });

  it("keeps nothing where nothing is wanted", async () => {
    expect(keepDays()).toBe(7);
    await (await startVault("zhou"))?.write([["me", "zhou"]]);
    await setKeepDays(0, "zhou");
    expect(keepDays()).toBe(0);
    await gone();
    expect(await startVault("zhou")).toBeNull();
    await setKeepDays(30, "zhou");
    expect(vault.get()?.person).toBe("zhou");
  });
});
