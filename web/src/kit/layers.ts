/**
 * Esc goes back one layer: the layer opened last hears it first. The way back of the browser and the phone does so where
 * a layer lies over the page without being in its address.
 */
import { useLayoutEffect, useRef } from "react";

/** Ant Design's own layers close by themselves, before ours; those on their way out no longer count. */
const ANT = [".ant-modal-wrap", ".ant-dropdown", ".ant-select-dropdown", ".ant-picker-dropdown", ".ant-popover"]
  .map((layer) => `${layer}:not([class*="-leave"])`)
  .join();

function antOpen(): boolean {
  return [...document.querySelectorAll(ANT)].some((layer) => layer.checkVisibility());
}

type Close = () => void;
const open: { close: Close; over: boolean }[] = [];
let listening = false;
let antWasOpen = false;

/** Looked up on the way down: when the key comes to us Ant Design has heard it already. */
function before(event: KeyboardEvent): void {
  if (event.key === "Escape") antWasOpen = antOpen();
}

function onKey(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  const top = open.at(-1);
  if (!top || antWasOpen) return;
  event.preventDefault();
  top.close();
}

/** Closes what lies over the page, for whoever goes back; false where nothing does. */
export function closeOver(): boolean {
  if (antOpen()) {
    // They close by themselves, by the key they know.
    const key = { key: "Escape", code: "Escape", keyCode: 27, bubbles: true, cancelable: true };
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", key));
    return true;
  }
  const top = open.findLast((layer) => layer.over);
  top?.close();
  return top !== undefined;
}

interface Options {
  /** It lies over the page and is not in the address: going back closes it first. */
  over?: boolean;
}

/** While `active`, Esc calls `close` unless a later layer takes it. */
export function useLayer(active: boolean, close: Close, { over = false }: Options = {}): void {
  const latest = useRef(close);
  latest.current = close;
  // With the paint and not after it: Esc in between would be heard by the layer below.
  useLayoutEffect(() => {
    if (!active) return;
    if (!listening) {
      listening = true;
      window.addEventListener("keydown", before, true);
      window.addEventListener("keydown", onKey);
    }
    const layer = { close: () => latest.current(), over };
    open.push(layer);
    return () => {
      const at = open.indexOf(layer);
      if (at >= 0) open.splice(at, 1);
    };
  }, [active, over]);
}
