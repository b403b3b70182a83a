import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useTyped } from "./useTyped";

function Field({ value, change }: { value: string; change: (next: string) => void }) {
  const { typed, setTyped, composition } = useTyped(value, change);
  return <input value={typed} onChange={(event) => setTyped(event.target.value)} {...composition} />;
}

const field = () => screen.getByRole("textbox") as HTMLInputElement;
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const rest = () => act(() => vi.advanceTimersByTime(300));

/** A field whose value comes back when the test says so. */
function shown(value = "") {
  const told: string[] = [];
  const change = (next: string) => void told.push(next);
  const { rerender } = render(<Field value={value} change={change} />);
  return { told, comes: (next: string) => rerender(<Field value={next} change={change} />) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("what is typed into a field whose value stands elsewhere", () => {
  it("is told once the fingers rest", () => {
    const { told } = shown();
    for (const text of ["h", "he", "hec"]) type(text);
    expect(told).toEqual([]);
    rest();
    expect(told).toEqual(["hec"]);
  });

  it("is not undone by what comes back of it late", () => {
    const { told, comes } = shown();
    type("h");
    rest();
    type("hc");
    comes("h");
    expect(field().value).toBe("hc");
    rest();
    comes("hc");
    expect([told, field().value]).toEqual([["h", "hc"], "hc"]);
  });

  it("is not undone by what comes back after more was told", () => {
    const { told, comes } = shown();
    for (const text of ["h", "hc"]) {
      type(text);
      rest();
    }
    for (const value of ["h", "hc"]) {
      comes(value);
      expect(field().value).toBe("hc");
    }
    rest();
    expect(told).toEqual(["h", "hc"]);
  });

  it("gives way to what stands there by another's hand", () => {
    const { told, comes } = shown("何川");
    type("hc");
    rest();
    comes("hc");
    comes("");
    expect(field().value).toBe("");
    comes("何川");
    expect(field().value).toBe("何川");
    rest();
    expect(told).toEqual(["hc"]);
  });

  it("is not told in the middle of a word of an input method", () => {
    const { told } = shown();
    fireEvent.compositionStart(field());
    type("he chuan");
    rest();
    expect(told).toEqual([]);
    type("何川");
    fireEvent.compositionEnd(field());
    rest();
    expect(told).toEqual(["何川"]);
  });
});
