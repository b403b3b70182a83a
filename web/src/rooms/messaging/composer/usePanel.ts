import { type KeyboardEvent, useEffect, useRef } from "react";
import { useLayer } from "@/kit/layers";

/** A panel over the composer: arrows move in its grid of buttons, Esc and a press outside close it. */
export function usePanel(close: () => void, columns: number) {
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
  const arrows = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!step) return;
    const all = [...(panel.current?.querySelectorAll("button") ?? [])];
    event.preventDefault();
    all[all.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };
  return { panel, arrows };
}
