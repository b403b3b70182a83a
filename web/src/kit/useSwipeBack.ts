import { type TouchEvent, useRef } from "react";

const FAR = 72;

/** Handlers for a pane: a swipe to the right from its left half goes back. Lets the vertical scroll be. */
export function useSwipeBack(back: (() => void) | undefined) {
  const start = useRef<{ x: number; y: number } | null>(null);
  if (!back) return {};
  return {
    onTouchStart(event: TouchEvent) {
      const touch = event.touches[0];
      const usable = touch && event.touches.length === 1 && touch.clientX < window.innerWidth / 2;
      start.current = usable ? { x: touch.clientX, y: touch.clientY } : null;
    },
    onTouchEnd(event: TouchEvent) {
      const touch = event.changedTouches[0];
      const from = start.current;
      start.current = null;
      if (!touch || !from) return;
      const across = touch.clientX - from.x;
      if (across > FAR && across > 2 * Math.abs(touch.clientY - from.y)) back();
    },
  };
}
