import { type TouchEvent, useRef } from "react";

const HELD = 500;
const STILL = 10;

/** Makes of a long press what a right click is, where the system does not (iOS). */
export function useLongPress() {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const end = () => {
    if (press.current) clearTimeout(press.current.timer);
    press.current = null;
  };
  return {
    onTouchStart(event: TouchEvent) {
      const touch = event.touches[0];
      end();
      if (!touch || event.touches.length > 1) return;
      const { clientX, clientY } = touch;
      const target = event.target;
      const timer = setTimeout(() => {
        const init = { bubbles: true, cancelable: true, clientX, clientY };
        target.dispatchEvent(new MouseEvent("contextmenu", init));
      }, HELD);
      press.current = { timer, x: clientX, y: clientY };
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
