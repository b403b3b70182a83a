/** Esc goes back one layer: the layer opened last hears it first. */
import { useEffect, useRef } from "react";

type Close = () => void;
const open: { close: Close }[] = [];
let listening = false;

function onKey(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  const top = open.at(-1);
  if (!top) return;
  event.preventDefault();
  top.close();
}

/** While `active`, Esc calls `close` unless a later layer takes it. */
export function useLayer(active: boolean, close: Close): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!active) return;
    if (!listening) {
      listening = true;
      window.addEventListener("keydown", onKey);
    }
    const layer = { close: () => latest.current() };
    open.push(layer);
    return () => {
      const at = open.indexOf(layer);
      if (at >= 0) open.splice(at, 1);
    };
  }, [active]);
}
