import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MOST, receivePresence, setPresenceTransport, showPerson } from "./presence";
import { Problem } from "./problem";

const command = vi.fn((_name: string, _fields: Record<string, unknown>) => Promise.resolve<unknown>({}));
const asked = () => command.mock.calls.map(([, fields]) => fields.people);

beforeEach(() => {
  vi.useFakeTimers();
  command.mockClear();
  setPresenceTransport({ ready: true, command });
  receivePresence({ t: "hello" });
  vi.runAllTimers();
});
afterEach(() => vi.useRealTimers());

describe("whom this device watches", () => {
  it("asks once for all that came on the screen together", () => {
    const leave = [showPerson("a"), showPerson("b"), showPerson("a")];
    vi.advanceTimersByTime(200);
    expect(asked()).toEqual([["b", "a"]]);
    leave[0]?.();
    vi.advanceTimersByTime(200);
    expect(asked()).toHaveLength(1);
    for (const one of leave.slice(1)) one();
    vi.advanceTimersByTime(200);
    expect(asked()).toEqual([["b", "a"], []]);
  });

  it("watches those shown last when there are too many", () => {
    const leave = Array.from({ length: MOST + 5 }, (_, at) => showPerson(`p${at}`));
    vi.advanceTimersByTime(200);
    const people = asked()[0] as string[];
    expect(people).toHaveLength(MOST);
    expect(people.at(-1)).toBe(`p${MOST + 4}`);
    for (const one of leave) one();
  });

  it("begins anew with a new line, and asks again where it was told to wait", async () => {
    const leave = showPerson("a");
    vi.advanceTimersByTime(200);
    receivePresence({ t: "hello" });
    vi.advanceTimersByTime(10);
    expect(asked()).toEqual([["a"], ["a"]]);
    command.mockRejectedValueOnce(new Problem({ code: "too_many", message: "", status: 429, retryAfter: 2 }));
    const other = showPerson("b");
    await vi.advanceTimersByTimeAsync(200);
    expect(asked()).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(asked().at(-1)).toEqual(["a", "b"]);
    leave();
    other();
  });
});
