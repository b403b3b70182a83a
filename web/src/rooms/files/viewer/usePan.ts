/** Wheel, drag, pinch, double press and keys move a picture; a swipe over one that is not zoomed goes on. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { closeViewer, step } from "./state";
import { FITTED, fitInto, swipe, type View, within, zoomedAt } from "./zoom";

interface Point {
  x: number;
  y: number;
}

const KEYS: Record<string, number> = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 };

export function usePan(frame: RefObject<HTMLDivElement | null>, picture: { width: number; height: number }) {
  const [view, setView] = useState<View>(FITTED);
  const held = useRef(new Map<number, Point>());
  const start = useRef<(Point & { time: number }) | null>(null);
  const change = (make: (was: View) => View) => {
    const box = frame.current?.getBoundingClientRect();
    if (box) setView((was) => within(make(was), box, fitInto(picture, box)));
  };
  const fromMiddle = (event: { clientX: number; clientY: number }): Point => {
    const box = frame.current?.getBoundingClientRect();
    return box
      ? { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 }
      : { x: 0, y: 0 };
  };
  const zoom = (factor: number, at: Point = { x: 0, y: 0 }) => change((was) => zoomedAt(was, factor, at));
  const reset = () => setView(FITTED);
  useKeys(zoom, reset);
  const handlers = {
    onPointerDown(event: PointerEvent) {
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      start.current = held.current.size === 1 ? { x: event.clientX, y: event.clientY, time: event.timeStamp } : null;
    },
    onPointerMove(event: PointerEvent) {
      const before = held.current.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...held.current].find(([id]) => id !== event.pointerId)?.[1];
      held.current.set(event.pointerId, now);
      if (!other) {
        change((was) => ({ ...was, x: was.x + now.x - before.x, y: was.y + now.y - before.y }));
        return;
      }
      const apart = (from: Point) => Math.hypot(from.x - other.x, from.y - other.y) || 1;
      const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
      zoom(apart(now) / apart(before), fromMiddle(middle));
    },
    onPointerUp(event: PointerEvent) {
      held.current.delete(event.pointerId);
      const from = start.current;
      if (!from || view.scale > 1 || event.pointerType === "mouse") return;
      const meant = swipe(event.clientX - from.x, event.clientY - from.y, event.timeStamp - from.time);
      if (meant === "away") closeViewer();
      else if (meant) step(meant === "next" ? 1 : -1);
    },
    onPointerCancel: (event: PointerEvent) => void held.current.delete(event.pointerId),
    onWheel: (event: React.WheelEvent) => zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, fromMiddle(event)),
    onDoubleClick: (event: React.MouseEvent) => (view.scale > 1 ? reset() : zoom(2.5, fromMiddle(event))),
  };
  return { view, zoom, reset, handlers };
}

function useKeys(zoom: (factor: number) => void, reset: () => void): void {
  const latest = useRef({ zoom, reset });
  latest.current = { zoom, reset };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const factor = KEYS[event.key];
      if (factor) latest.current.zoom(factor);
      else if (event.key === "0") latest.current.reset();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
