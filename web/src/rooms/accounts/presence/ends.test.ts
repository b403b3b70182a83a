import { describe, expect, it } from "vitest";
import { asInput } from "@/kit/EndField";
import { endsNow } from "./ends";

describe("when a state ends", () => {
  it("offers this evening while it is ahead", () => {
    const noon = endsNow(new Date(2026, 10, 26, 12, 10));
    expect(noon.map(({ end }) => end)).toEqual(["open", "half", "hour", "evening", "tomorrow", "date"]);
    expect(noon.map(({ at }) => at && asInput(at))).toEqual([
      null,
      "2026-11-26T12:40",
      "2026-11-26T13:10",
      "2026-11-26T18:00",
      "2026-11-27T09:00",
      null,
    ]);
    const night = endsNow(new Date(2026, 10, 30, 21, 0));
    expect(night.map(({ end }) => end)).not.toContain("evening");
    expect(night.at(-2)?.at).toEqual(new Date(2026, 11, 1, 9));
  });
});
