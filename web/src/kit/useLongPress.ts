import { type TouchEvent, useRef } from "react";

const HELD = 500;
const STILL = 10;
/** What browsers make of a finger that lifts comes within this time. */
const AFTERMATH = 400;
const MADE = ["click", "mousedown", "mouseup", "contextmenu"];

/** The press has done its work: what the browser makes of it until the finger is off would close what it opened. */
function hush(): void {
  const stop = (event: Event) => {
    if (!event.isTrusted) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const lift = (event: Event) => {
    // No click follows a touch that is cancelled here.
    if (event.cancelable) event.preventDefault();
    for (const name of ["touchend", "touchcancel"]) window.removeEventListener(name, lift, true);
    setTimeout(() => {
      for (const name of MADE) window.removeEventListener(name, stop, true);
    }, AFTERMATH);
  };
  for (const name of MADE) window.addEventListener(name, stop, true);
  for (const name of ["touchend", "touchcancel"])
    window.addEventListener(name, lift, { capture: true, passive: false });
}

interface Press {
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
  /** Android opens menus by itself. */
  native: (event: Event) => void;
}

/** Makes of a long press what a right click is, where the system does not (iOS). */
export function useLongPress() {
  const press = useRef<Press | null>(null);
  const end = () => {
    if (!press.current) return;
    clearTimeout(press.current.timer);
    window.removeEventListener("contextmenu", press.current.native, true);
    press.current = null;
  };
  const start = (target: EventTarget, x: number, y: number) => {
    const timer = setTimeout(() => {
      end();
      target.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: x, clientY: y }));
      hush();
    }, HELD);
    const native = () => {
      end();
      hush();
    };
    window.addEventListener("contextmenu", native, true);
    press.current = { x, y, timer, native };
  };
  return {
    onTouchStart(event: TouchEvent) {
      const touch = event.touches[0];
      end();
      if (touch && event.touches.length === 1) start(event.target, touch.clientX, touch.clientY);
    },
    onTouchMove(event: TouchEvent) {
      const touch = event.touches[0];
      const from = press.current;
      if (touch && from && Math.hypot(touch.clientX - from.x, touch.clientY - from.y) > STILL) end();
    },
    onTouchEnd: end,
    onTouchCancel: end,
  };
}
