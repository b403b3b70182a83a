import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { queries } from "../me";
import { type Settings, useChangeNotifications, useNotifications } from "./settings";

const put = vi.hoisted(() => vi.fn());
vi.mock("../api", () => ({ api: { PUT: put }, take: (answer: Promise<unknown>) => answer }));

const begin = { sound: "bell", banners: true, content: true, mentions_through: true, quiet_until: null } as Settings;

afterEach(() => {
  cleanup();
  queries.clear();
});

it("what is chosen before the choice before was kept is shown at once and follows it", async () => {
  queries.setQueryData(["me"], { id: "zhou" });
  queries.setQueryData(["person", "zhou", "notifications"], begin);
  const answers: (() => void)[] = [];
  put.mockImplementation(() => new Promise<void>((kept) => answers.push(kept)));
  const { result } = renderHook(() => ({ shown: useNotifications().data, change: useChangeNotifications() }), {
    wrapper: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
  });
  const choose = (sound: Settings["sound"]) => act(async () => result.current.change.mutate({ ...begin, sound }));
  await choose("wood");
  await choose("chime");
  expect(result.current.shown?.sound).toBe("chime");
  expect(put).toHaveBeenCalledTimes(1);
  await act(async () => answers[0]?.());
  await vi.waitFor(() => expect(put).toHaveBeenCalledTimes(2), 30_000);
  expect(put.mock.calls.map(([, { body }]) => body.sound)).toEqual(["wood", "chime"]);
  await act(async () => answers[1]?.());
});
