/** Two tabs, one file: one uploads it, the other shows it, passes on what is asked, and takes over. */
import { beforeEach, describe, expect, it, vi } from "vitest";

/** Locks as a browser gives them: one holder at a time, in order; gone with the tab that holds them. */
class Locks {
  private tails = new Map<string, Promise<unknown>>();

  request(name: string, { signal }: { signal: AbortSignal }, act: () => Promise<void>): Promise<unknown> {
    const turn = (this.tails.get(name) ?? Promise.resolve()).then(() => (signal.aborted ? undefined : act()));
    this.tails.set(name, turn);
    return turn;
  }
}

const soon = (act: () => void) => vi.waitFor(act, { timeout: 30_000, interval: 10 });

/** One tab: modules with a memory of their own. */
async function tab() {
  vi.resetModules();
  return import("./tabs");
}

beforeEach(() => vi.stubGlobal("navigator", { locks: new Locks() }));

describe("tabs", () => {
  it("give a file to one at a time, the next when the first lets go", async () => {
    const [first, second] = [await tab(), await tab()];
    const began: string[] = [];
    first.own("a", () => began.push("first"), true);
    second.own("a", () => began.push("second"));
    await soon(() => expect(began).toEqual(["first"]));
    expect([first.owns("a"), second.owns("a")]).toEqual([true, false]);
    first.letGo("a");
    await soon(() => expect(began).toEqual(["first", "second"]));
    expect([first.owns("a"), second.owns("a")]).toEqual([false, true]);
  });

  it("know a new file for their own at once, and wait no longer for one that is gone", async () => {
    const [first, second] = [await tab(), await tab()];
    const began: string[] = [];
    first.own("a", () => began.push("first"), true);
    expect(first.owns("a")).toBe(true);
    second.own("a", () => began.push("second"));
    second.letGo("a");
    await soon(() => expect(began).toEqual(["first"]));
    first.closeTabs();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(began).toEqual(["first"]);
  });

  it("tell each other, and a refusal in its words", async () => {
    const [first, second] = [await tab(), await tab()];
    const { Problem } = await import("@/app/problem");
    const heard: unknown[] = [];
    second.openTabs("zhou", (news) => heard.push(news));
    first.openTabs("zhou", () => undefined);
    const problem = new Problem({ code: "files.part_wrong", message: "no", status: 422 });
    const item = { id: "a", picture: "blob:1", problem } as never;
    first.tell({ t: "item", item: first.shown(item) });
    await soon(() => expect(heard).toContainEqual(expect.objectContaining({ t: "item" })));
    const { item: told } = heard.find((one) => (one as { t: string }).t === "item") as { item: never };
    expect(second.itemOf(told)).toMatchObject({ id: "a", problem: { code: "files.part_wrong", message: "no" } });
    first.closeTabs();
    second.closeTabs();
  });
});
