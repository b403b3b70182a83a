import { afterEach, expect, it, vi } from "vitest";

vi.mock("./vault/vault", () => ({
  openKept: async () => ({ get: async () => ({ id: "p" }) }),
  setAside: vi.fn(),
  startVault: vi.fn(),
  wipeVault: vi.fn(),
}));
vi.mock("./vault/writing", () => ({ writingKept: vi.fn() }));

const { askWhoIsHere } = await import("./kept-me");
const { meQuery, queries } = await import("./me");

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("waits for no answer where the browser knows that none will come", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const asked = askWhoIsHere();
  await vi.advanceTimersByTimeAsync(0);
  await asked;
  expect(queries.getQueryData(meQuery.queryKey)).toEqual({ id: "p" });
});
