import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import css from "./Floating.module.css";
import { useLayer } from "./layers";
import { type Box, beside } from "./place";

interface Props {
  /** What it belongs to: it stands beside it, and the focus goes back there. */
  anchor: HTMLElement;
  label: string;
  close: () => void;
  children: ReactNode;
}

/** A small pane beside what was pressed; closed by Esc, by a press elsewhere, and by tabbing out of it. */
export function Floating({ anchor, label, close, children }: Props) {
  const pane = useRef<HTMLDivElement>(null);
  const at = usePosition(anchor, pane);
  useLayer(true, close, { over: true });
  useElsewhere(pane, anchor, close);
  useEffect(() => {
    pane.current?.focus();
    return () => {
      // Whoever went on elsewhere keeps the focus there.
      const lost = document.activeElement === document.body || pane.current?.contains(document.activeElement);
      if (lost && anchor.isConnected) anchor.focus();
    };
  }, [anchor]);
  const tab = (event: KeyboardEvent) => {
    if (event.key !== "Tab") return;
    const inside = [...(pane.current?.querySelectorAll<HTMLElement>("a[href], button:enabled, input:enabled") ?? [])];
    const edge = event.shiftKey ? inside[0] : inside.at(-1);
    const away = document.activeElement === edge || (event.shiftKey && document.activeElement === pane.current);
    if (!away && inside.length > 0) return;
    event.preventDefault();
    close();
    anchor.focus();
  };
  return createPortal(
    <div
      ref={pane}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      className={css.pane}
      style={at ?? { visibility: "hidden" }}
      onKeyDown={tab}
    >
      {children}
    </div>,
    document.body,
  );
}

function usePosition(anchor: HTMLElement, pane: { current: HTMLElement | null }): Box | null {
  const [at, setAt] = useState<Box | null>(null);
  useLayoutEffect(() => {
    const place = () => {
      const own = pane.current;
      if (!own) return;
      const size = { width: own.offsetWidth, height: own.offsetHeight };
      setAt(beside(anchor.getBoundingClientRect(), size, { width: innerWidth, height: innerHeight }));
    };
    place();
    // What is inside is fetched while it is open, and may grow.
    const watch = new ResizeObserver(place);
    if (pane.current) watch.observe(pane.current);
    window.addEventListener("resize", place);
    return () => {
      watch.disconnect();
      window.removeEventListener("resize", place);
    };
  }, [anchor, pane]);
  return at;
}

function useElsewhere(pane: { current: HTMLElement | null }, anchor: HTMLElement, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const press = (event: PointerEvent) => {
      const target = event.target as Element;
      // Dialogs and lists of choices open at the end of the document.
      if (pane.current?.contains(target) || anchor.contains(target) || target.closest('dialog, [class*="ant-"]'))
        return;
      latest.current();
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  }, [pane, anchor]);
}
