import { expect, it } from "vitest";
import { asInput } from "@/kit/EndField";
import { pollEnds } from "./pollEnds";

it("offers moments ahead, today's end while it is one", () => {
  const noon = pollEnds(new Date(2026, 10, 30, 12, 10));
  expect(noon.map(({ end, at }) => [end, at && asInput(at)])).toEqual([
    ["open", null],
    ["hour", "2026-11-30T13:10"],
    ["today", "2026-11-30T23:59"],
    ["tomorrow", "2026-12-01T23:59"],
    ["date", null],
  ]);
  expect(pollEnds(new Date(2026, 10, 30, 23, 59)).map(({ end }) => end)).not.toContain("today");
});
