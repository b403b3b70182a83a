import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { Conversation } from "../calls";
import { drafts } from "../model/drafts";
import { useComposer } from "./useComposer";

vi.mock("@/rooms/files/door", async (door) => ({ ...(await door<object>()), useUploads: () => ({ items: [] }) }));

const conversation = { id: "c1", organisation_id: "o1" } as Conversation;

/** A field, and a picker of names beside it. */
function Writing({ text, at }: { text: string; at: number }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const composer = useComposer(conversation, field);
  return (
    <>
      <textarea
        ref={field}
        value={composer.text}
        onChange={(event) => composer.write(event.target.value, event.target.selectionStart)}
      />
      <button type="button" onClick={() => composer.place(text, at)}>
        choose
      </button>
    </>
  );
}

const field = () => screen.getByRole("textbox") as HTMLTextAreaElement;
const choose = () => fireEvent.click(screen.getByRole("button"));

afterEach(() => {
  cleanup();
  drafts.set({});
  vi.unstubAllGlobals();
});

it("the caret stands behind a name at once, in the middle of the words too", () => {
  render(<Writing text="请 @何川 带名单" at={6} />);
  choose();
  expect([field().value, field().selectionStart, document.activeElement]).toEqual(["请 @何川 带名单", 6, field()]);
});

it("what is typed right after a name was chosen is not taken back behind it", () => {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal("requestAnimationFrame", (act: FrameRequestCallback) => frames.push(act));
  render(<Writing text="@何川 " at={4} />);
  choose();
  fireEvent.change(field(), { target: { value: "@何川 请" } });
  field().setSelectionRange(5, 5);
  // The device draws late.
  for (const act of frames) act(0);
  expect(field().selectionStart).toBe(5);
});
