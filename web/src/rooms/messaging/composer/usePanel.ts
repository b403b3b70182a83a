import { type KeyboardEvent, useEffect, useRef } from "react";
import { useLayer } from "@/kit/layers";

/** Arrows move in the grid of buttons they are pressed in. */
export function gridArrows(event: KeyboardEvent): void {
  const all = [...event.currentTarget.querySelectorAll("button")];
  const columns = all.filter((one) => one.offsetTop === all[0]?.offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  if (!step) return;
  event.preventDefault();
  all[all.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
}

/** A panel over the composer: Esc and a press outside close it. */
export function usePanel(close: () => void) {
  const panel = useRef<HTMLDivElement>(null);
  useLayer(true, close, { over: true });
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      const target = event.target as Element;
      if (!panel.current?.contains(target) && !target.closest("[aria-pressed]")) close();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [close]);
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    // Who came by the keyboard goes on inside; a mouse points, and the field it writes into keeps the focus.
    if (opener?.matches(":focus-visible:is(button)")) panel.current?.querySelector("button")?.focus();
    const inside = panel.current;
    return () => {
      const lost = document.activeElement === document.body || inside?.contains(document.activeElement);
      if (lost && opener?.isConnected) opener.focus();
    };
  }, []);
  return panel;
}
