import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/app/problem";
import type { Upload } from "../calls";

const wire = vi.hoisted(() => ({
  announce: vi.fn(),
  look: vi.fn(),
  complete: vi.fn(),
  giveUp: vi.fn(),
  putPart: vi.fn(),
  putPreview: vi.fn(),
}));
const keep = vi.hoisted(() => ({
  keepItem: vi.fn(),
  keepBytes: vi.fn(async () => undefined),
  dropBytes: vi.fn(async () => undefined),
  dropKept: vi.fn(async () => undefined),
  readKept: vi.fn(),
  readItem: vi.fn(),
  bytesOf: vi.fn(),
}));
vi.mock("./wire", () => wire);
vi.mock("./keep", () => keep);
vi.mock("@/app/vault/vault", () => ({ startVault: async () => null, vault: { subscribe: () => undefined } }));
vi.mock("../makers/find", () => ({ factsOf: async () => ({}) }));

import { startUploads } from "./again";
import { addFiles, forgetUploads, pauseFile, removeFiles, resumeFile } from "./manager";
import { bytesThere, nextPart, paced, passing, pauseBefore, progress } from "./state";
import type { News } from "./tabs";
import { uploads } from "./works";

const PART = 10;
const TRAY = { tray: "talk", realm: null };

/** A server in a few lines: which parts of which upload are there. */
class Server {
  parts = new Map<string, Set<number>>();
  atOnce = 0;
  most = 0;
  refuse: ((id: string, number: number) => Problem | null) | null = null;

  view(id: string, size: number, file = false): Upload {
    const parts = [...(this.parts.get(id) ?? [])].sort((a, b) => a - b);
    const count = Math.ceil(size / PART);
    const card = { id, name: "n", kind: "other", mime: "", size } as Upload["file"];
    return {
      id,
      name: "n",
      size,
      mime: "",
      realm: null,
      part_size: PART,
      count,
      parts,
      file: file ? card : null,
    } as Upload;
  }

  start(): void {
    const sizes = new Map<string, number>();
    wire.announce.mockImplementation(async (item: { id: string; size: number }) => {
      sizes.set(`u-${item.id}`, item.size);
      return this.view(`u-${item.id}`, item.size);
    });
    wire.look.mockImplementation(async (id: string) => this.view(id, sizes.get(id) ?? 0));
    wire.complete.mockImplementation(async (id: string) => this.view(id, sizes.get(id) ?? 0, true));
    wire.giveUp.mockResolvedValue(undefined);
    wire.putPart.mockImplementation(this.put);
  }

  put = async (
    id: string,
    number: number,
    blob: Blob,
    { signal, onSent }: { signal: AbortSignal; onSent: (n: number) => void },
  ) => {
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    try {
      onSent(blob.size);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (signal.aborted) throw new DOMException("stopped", "AbortError");
      const refused = this.refuse?.(id, number);
      if (refused) throw refused;
      this.parts.set(id, (this.parts.get(id) ?? new Set()).add(number));
    } finally {
      this.atOnce -= 1;
    }
  };
}

const file = (size: number) => new File([new Uint8Array(size)], "a.bin");
const only = () => uploads.get()[0];
const until = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true), { timeout: 30_000, interval: 5 });
let server: Server;

beforeEach(() => {
  vi.resetAllMocks();
  keep.keepBytes.mockResolvedValue(undefined);
  keep.readKept.mockResolvedValue([]);
  forgetUploads();
  server = new Server();
  server.start();
});

describe("uploads", () => {
  it("sends every part, one first and three at once on a quick line, and tells how far it is", async () => {
    const most: number[] = [];
    server.refuse = () => {
      most.push(server.most);
      return null;
    };
    addFiles([file(95), file(25)], TRAY);
    await until(() => uploads.get().every((item) => item.stage === "done"));
    expect([most[0], server.most]).toEqual([1, 3]);
    expect([...server.parts.values()].map((parts) => parts.size)).toEqual([10, 3]);
    expect(uploads.get().map(progress)).toEqual([1, 1]);
  });

  it("sends one part at a time on a slow line, so that a break at any moment costs one", async () => {
    let clock = 0;
    const timed = vi.spyOn(performance, "now").mockImplementation(() => clock);
    server.refuse = () => {
      clock += 2600;
      return null;
    };
    addFiles([file(95)], TRAY);
    await until(() => only()?.stage === "done");
    expect(server.most).toBe(1);
    expect(wire.putPart.mock.calls.map(([, number]) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    timed.mockRestore();
  });

  it("stops at once when paused, and goes on with what is missing", async () => {
    const [id] = addFiles([file(200)], TRAY) as [string];
    await until(() => (server.parts.get(`u-${id}`)?.size ?? 0) >= 3);
    pauseFile(id);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const there = server.parts.get(`u-${id}`)?.size ?? 0;
    expect(there).toBeLessThan(20);
    expect(only()?.stage).toBe("paused");
    const before = wire.putPart.mock.calls.length;
    resumeFile(id);
    await until(() => only()?.stage === "done");
    expect(wire.putPart.mock.calls.length - before).toBe(20 - there);
  });

  it("tries again what passes and shows what is refused", async () => {
    let broken = 2;
    server.refuse = () =>
      broken-- > 0 ? new Problem({ code: "http_503", message: "", status: 503, retryAfter: 0.01 }) : null;
    addFiles([file(30)], TRAY);
    await until(() => only()?.stage === "done");
    server.refuse = () => new Problem({ code: "files.part_wrong", message: "no", status: 422 });
    addFiles([file(10)], TRAY);
    await until(() => uploads.get()[1]?.stage === "failed");
    expect(uploads.get()[1]?.problem?.message).toBe("no");
  });

  it("takes a file out on the server too, even while it is announced", async () => {
    const [id] = addFiles([file(100)], TRAY) as [string];
    removeFiles([id]);
    await until(() => wire.giveUp.mock.calls.length === 1);
    expect(wire.giveUp).toHaveBeenCalledWith(`u-${id}`);
    expect(uploads.get()).toEqual([]);
    expect(wire.putPart).not.toHaveBeenCalled();
  });

  it("goes on after a reload where the bytes are kept, and asks for them where they are not", async () => {
    server.parts.set("u-1", new Set([0, 1]));
    wire.look.mockImplementation(async (id: string) => server.view(id, 35));
    wire.complete.mockImplementation(async (id: string) => server.view(id, 35, true));
    const kept = { tray: "talk", realm: null, name: "n", size: 35, mime: "", asFile: false, paused: false, added: 0 };
    const all = [
      { ...kept, id: "1", uploadId: "u-1" },
      { ...kept, id: "2", uploadId: "u-2" },
      { ...kept, id: "3", uploadId: null, paused: true },
    ];
    keep.readKept.mockResolvedValue(all);
    keep.readItem.mockImplementation(async (id: string) => all.find((one) => one.id === id));
    keep.bytesOf.mockImplementation(async ({ id }: { id: string }) => (id === "2" ? null : file(35)));
    await startUploads("me");
    await until(() => uploads.get()[0]?.stage === "done" && uploads.get()[1]?.stage === "lost");
    expect(wire.putPart.mock.calls.map(([, number]) => number).sort()).toEqual([2, 3]);
    // Stopped by the person: so it stays until the person goes on with it.
    expect(uploads.get()[2]?.stage).toBe("paused");
  });
});

describe("a file of a tab that goes", () => {
  const kept = { id: "1", tray: "talk", realm: null, name: "n", size: 35, mime: "", asFile: false, added: 0 };
  const tell = (news: News) => other.postMessage(news);
  let other: BroadcastChannel;
  let turn: () => void;
  let read: (() => void) | null = null;

  /** This tab knows of the file, as it was kept, and waits for its turn. */
  async function second(paused: boolean): Promise<void> {
    const request = (_name: string, _options: unknown, act: () => unknown) =>
      new Promise((resolve) => {
        turn = () => resolve(act());
      });
    vi.stubGlobal("navigator", { locks: { request } });
    other = new BroadcastChannel("tocsin.uploads.me");
    server.parts.set("u-1", new Set());
    wire.look.mockImplementation(async (id: string) => server.view(id, 35));
    wire.complete.mockImplementation(async (id: string) => server.view(id, 35, true));
    keep.readKept.mockResolvedValue([{ ...kept, uploadId: "u-1", paused }]);
    keep.readItem.mockImplementation(async () => ({ ...kept, uploadId: "u-1", paused }));
    keep.bytesOf.mockImplementation(() => new Promise((resolve) => (read = () => resolve(file(35)))));
    await startUploads("me");
  }

  /** What was kept has been read. */
  async function isRead(): Promise<void> {
    await until(() => read !== null);
    read?.();
    read = null;
  }

  afterEach(() => {
    other.close();
    vi.unstubAllGlobals();
  });

  it("stays paused, though the tab went before it had kept that", async () => {
    await second(false);
    const { paused: _, ...item } = { ...kept, paused: true, uploadId: "u-1", sent: 0, file: null, problem: null };
    tell({ t: "item", item: { ...item, stage: "paused" } });
    await until(() => only()?.stage === "paused");
    turn();
    await isRead();
    await until(() => wire.look.mock.calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([only()?.stage, wire.putPart.mock.calls]).toEqual(["paused", []]);
    expect(keep.keepItem).toHaveBeenLastCalledWith(expect.objectContaining({ id: "1", paused: true }));
  });

  it("is to be chosen again where its bytes were not all kept, whatever is asked of it", async () => {
    await second(true);
    keep.bytesOf.mockResolvedValue(null);
    turn();
    await until(() => only()?.stage === "lost");
    resumeFile("1");
    expect(only()?.stage).toBe("waiting");
    await until(() => only()?.stage === "lost");
    expect(wire.putPart).not.toHaveBeenCalled();
  });

  it.each([
    ["before it is anybody's turn", () => resumeFile("1"), () => turn()],
    ["in another tab, before it is anybody's turn", () => tell({ t: "ask", act: "resume", id: "1" }), () => turn()],
    ["while the next one reads what was kept", () => turn(), () => resumeFile("1")],
  ])("goes on when a person says so %s", async (_when, first, then) => {
    await second(true);
    first();
    await new Promise((resolve) => setTimeout(resolve, 30));
    then();
    await isRead();
    await until(() => only()?.stage === "done");
  });
});

describe("the plan", () => {
  const plan = { partSize: 10, count: 4, missing: [1, 3] };
  const item = { id: "a", size: 35, stage: "sending" } as never;

  it("counts what is there, the last part being shorter", () => {
    expect(bytesThere(35, plan)).toBe(20);
  });

  it("has as many parts under way as the line carries in a few seconds", () => {
    expect(paced(1, 200)).toBe(2);
    expect(paced(3, 200)).toBe(3);
    expect(paced(2, 1500)).toBe(2);
    expect(paced(3, 2500)).toBe(1);
  });

  it("gives each part once", () => {
    const plans = new Map([["a", plan]]);
    expect(nextPart([item], plans, new Set())?.number).toBe(1);
    expect(nextPart([item], plans, new Set(["a/1"]))?.number).toBe(3);
    expect(nextPart([item], plans, new Set(["a/1", "a/3"]))).toBeNull();
  });

  it("waits longer each time, never too long", () => {
    expect(pauseBefore(0, () => 0)).toBe(500);
    expect(pauseBefore(20, () => 1)).toBe(30_000);
  });

  it("knows what may pass", () => {
    const problem = (code: string, status = 0) => new Problem({ code, message: "", status });
    expect([problem("offline"), problem("x", 503), problem("too_many", 429)].every(passing)).toBe(true);
    expect([problem("not_found", 404), problem("kernel.not_a_picture", 422)].some(passing)).toBe(false);
  });
});
