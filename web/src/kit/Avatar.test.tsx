import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { PersonAvatar } from "./Avatar";

afterEach(cleanup);

it("is coloured by the account alone: who is invited has no colour that could change", () => {
  const ground = (id: string | null) =>
    render(<PersonAvatar id={id} name="许静怡" />).container.querySelector("span")?.style.background;
  expect(ground(null)).toBe("");
  expect(ground("01890000-0000-7000-8000-000000000001")).toMatch(/^var\(--seat-\d+\)$/);
});
