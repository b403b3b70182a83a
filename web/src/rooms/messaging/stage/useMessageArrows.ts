import { type KeyboardEvent, useCallback } from "react";

function messages(): HTMLElement[] {
  const found = [...document.querySelectorAll<HTMLElement>("article[data-seq]")];
  return found.sort((a, b) => Number(a.dataset.seq) - Number(b.dataset.seq));
}

/** From an empty field upwards: to the last message. False when there is none. */
export function toLastMessage(): boolean {
  const last = messages().at(-1);
  last?.focus();
  return last !== undefined;
}

/** Enter on a message is what a right click on it is. */
function openMenu(message: HTMLElement): void {
  const { left, bottom } = (message.querySelector("p") ?? message).getBoundingClientRect();
  const init = { bubbles: true, cancelable: true, clientX: left + 16, clientY: bottom };
  message.dispatchEvent(new MouseEvent("contextmenu", init));
}

/** Among messages the arrows move the focus, Enter opens what one may do with the one in focus. Below the last is the field. */
export function useMessageArrows() {
  return useCallback((event: KeyboardEvent) => {
    const focused = document.activeElement as HTMLElement | null;
    if (event.key === "Enter" && focused?.matches("article[data-seq]")) {
      event.preventDefault();
      openMenu(focused);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = messages();
    const at = all.findIndex((one) => one.contains(document.activeElement));
    // With the stream itself in focus the keys scroll.
    if (!step || at < 0) return;
    event.preventDefault();
    const next = all[at + step];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } else if (step > 0) document.querySelector<HTMLElement>("[data-composer]")?.focus();
  }, []);
}
