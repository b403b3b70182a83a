import { type PointerEvent, useEffect, useRef } from "react";
import { drag, type Viewport, zoomAt } from "./viewport";

type Move = (change: (view: Viewport) => Viewport) => void;

/** Pixels a finger may tremble before it is taken for dragging. */
const STILL = 5;

/** Dragged by mouse or finger, pinched by two fingers, zoomed by the wheel at the pointer. */
export function useGestures(frame: HTMLElement | null, move: Move) {
  const down = useRef(new Map<number, { x: number; y: number }>());
  const start = useRef({ x: 0, y: 0 });
  const moved = useRef(false);
  useWheel(frame, move);

  const corner = () => frame?.getBoundingClientRect() ?? { left: 0, top: 0 };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button > 1) return;
      if (down.current.size === 0) {
        moved.current = false;
        start.current = { x: event.clientX, y: event.clientY };
      }
      down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove: (event: PointerEvent) => {
      const before = down.current.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      if (!moved.current && Math.hypot(now.x - start.current.x, now.y - start.current.y) < STILL) return;
      if (!moved.current) frame?.setPointerCapture(event.pointerId);
      moved.current = true;
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      down.current.set(event.pointerId, now);
      if (!other) return move((view) => drag(view, now.x - before.x, now.y - before.y));
      const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      const { left, top } = corner();
      const middle = { x: (now.x + other.x) / 2 - left, y: (now.y + other.y) / 2 - top };
      const [dx, dy] = [(now.x - before.x) / 2, (now.y - before.y) / 2];
      move((view) => zoomAt(drag(view, dx, dy), apart(now) / apart(before), middle));
    },
    onPointerUp: (event: PointerEvent) => void down.current.delete(event.pointerId),
    onPointerCancel: (event: PointerEvent) => void down.current.delete(event.pointerId),
    /** Whether what was just let go was dragged: then it is no click. */
    dragged: () => moved.current,
  };
}

/** A listener of our own: React's cannot keep the page from scrolling. */
function useWheel(element: HTMLElement | null, move: Move): void {
  const latest = useRef(move);
  latest.current = move;
  useEffect(() => {
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      // A wheel moves in steps of a hundred, a pinch on a trackpad in ones and twos.
      const speed = event.ctrlKey ? 0.01 : 0.0015;
      const factor = Math.exp(-Math.max(-200, Math.min(200, event.deltaY * (event.deltaMode === 1 ? 30 : 1))) * speed);
      latest.current((view) => zoomAt(view, factor, { x: event.clientX - left, y: event.clientY - top }));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [element]);
}
