import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { EffectLine } from "./EffectLine";

afterEach(cleanup);

/** The marks of a line as they are drawn. */
function marks(delivered: number, confirmed: number, handled: number, total: number): string[] {
  const { container } = render(
    <EffectLine delivered={delivered} confirmed={confirmed} handled={handled} total={total} />,
  );
  const drawn = [...container.querySelectorAll("svg")].map((mark) =>
    mark.outerHTML.replace(/ data-\w+="[^"]*"/g, "").replace(/ class="[^"]*"/g, ""),
  );
  cleanup();
  return drawn;
}

describe("the effect line", () => {
  it("draws what is delivered to all, confirmed by all and handled by all each in its own shape", () => {
    const all = marks(30, 30, 30, 30);
    expect(new Set(all).size).toBe(3);
  });

  it("draws nothing yet otherwise than delivered to all", () => {
    const [delivered, confirmed, handled] = marks(30, 0, 0, 30);
    expect(delivered).not.toBe(confirmed);
    expect(confirmed).toBe(handled);
    expect(marks(0, 0, 0, 30)[0]).toBe(handled);
  });

  it("fills as the effect grows, and shows one among thousands", () => {
    const grown = [0, 1, 10, 20, 30].map((count) => marks(30, count, 0, 30)[1]);
    expect(new Set(grown).size).toBe(5);
    expect(marks(3_000, 1, 0, 3_000)[1]).not.toBe(marks(3_000, 0, 0, 3_000)[1]);
  });

  it("never takes what all have confirmed for what one has handled", () => {
    const [, confirmed] = marks(1, 1, 0, 1);
    const [, , handled] = marks(1, 1, 1, 1);
    expect(confirmed).not.toBe(handled);
  });
});
