/** Members on the screen are read again when one of them moved, and when the line was broken. */
import { beforeEach, describe, expect, it } from "vitest";
import { queries } from "@/app/me";
import type { Conversation, Fact } from "../calls";
import { dispatch } from "../model/chat";
import { seatsKey, startSeats } from "./seats";

startSeats();

const stale = (id: string) => queries.getQueryState([...seatsKey(id), "first"])?.isInvalidated;
const asked = () => queries.getQueryState(["conversation", "a", "requests"])?.isInvalidated;
const fact = (of: Partial<Fact>) =>
  ({
    conversation_id: "a",
    seq: 2,
    kind: "text",
    subjects: [],
    mentions: [],
    members: null,
    admins: null,
    ...of,
  }) as Fact;

beforeEach(() => {
  queries.clear();
  for (const id of ["a", "b"]) queries.setQueryData([...seatsKey(id), "first"], []);
  for (const what of ["requests", "effects"]) queries.setQueryData(["conversation", "a", what], []);
});

describe("members", () => {
  it.each([
    ["comes", { kind: "joined", members: 3 }, true],
    ["becomes an admin", { kind: "admin", admins: 1 }, true],
    ["takes over", { kind: "owner" }, true],
    ["is silenced", { kind: "silenced" }, true],
    ["says something", { kind: "text" }, false],
  ])("are read again where somebody %s: %o", (_, of, again) => {
    dispatch({ t: "message", ...fact(of as Partial<Fact>) });
    expect([stale("a"), stale("b")]).toEqual([again, false]);
  });

  it("are read again where the conversation is another", () => {
    dispatch({ t: "conversation", id: "b", last_seq: 1 } as unknown as { t: "conversation" } & Conversation);
    expect([stale("a"), stale("b")]).toEqual([false, true]);
  });

  it("are read again after a break of the line: nobody told of what happened meanwhile", () => {
    dispatch({ t: "snapshot", conversations: [], next: null, people: {} });
    expect([stale("a"), stale("b")]).toEqual([true, true]);
    expect(queries.getQueryState(["conversation", "a", "effects"])?.isInvalidated).toBe(false);
  });
});

describe("those who ask to be let in", () => {
  it("are read again when one more or one less does, and when as many do after a break of the line", () => {
    dispatch({ t: "message", ...fact({ kind: "joined", members: 3 }) });
    expect(asked()).toBe(false);
    dispatch({ t: "conversation", id: "a", last_seq: 1 } as unknown as { t: "conversation" } & Conversation);
    expect(asked()).toBe(true);
    queries.setQueryData(["conversation", "a", "requests"], []);
    expect(asked()).toBe(false);
    dispatch({ t: "snapshot", conversations: [], next: null, people: {} });
    expect(asked()).toBe(true);
  });
});
