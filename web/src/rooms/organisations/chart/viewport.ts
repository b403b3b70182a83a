/** What of the chart is seen: the chart's point `x`, `y` stands at the upper left corner, `scale` pixels a unit. */
import type { Rect } from "./layout";

export interface Viewport {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export const SCALES = { least: 0.03, most: 2 };
const MARGIN = 32;
/** From this scale on what stands in a box can be read; a frame narrower than this many pixels is a phone's. */
const READABLE = 1;
const NARROW = 768;

const clamped = (scale: number) => Math.min(SCALES.most, Math.max(SCALES.least, scale));

/** Pixels at the lower edge that the tools cover. */
const TOOLS = 64;

/** The whole of it in the middle, at most in its own size, above the tools. */
export function fitted(chart: Size, frame: Size): Viewport {
  const room = { width: frame.width - 2 * MARGIN, height: frame.height - 2 * MARGIN - TOOLS };
  const scale = clamped(Math.min(1, room.width / chart.width, room.height / chart.height));
  return {
    scale,
    x: (chart.width - frame.width / scale) / 2,
    y: (chart.height - (frame.height - TOOLS) / scale) / 2,
  };
}

/** What one sees first: the whole, or, where that could not be read on a narrow frame, the top in a size that can. */
export function opening(chart: Size, top: Rect | undefined, frame: Size): Viewport {
  const whole = fitted(chart, frame);
  if (!top || frame.width >= NARROW || whole.scale >= READABLE) return whole;
  return {
    scale: READABLE,
    x: top.x + top.width / 2 - frame.width / READABLE / 2,
    y: top.y - MARGIN / READABLE,
  };
}

/** Larger or smaller, while what is under a point of the frame stays there. */
export function zoomAt(view: Viewport, factor: number, at: { x: number; y: number }): Viewport {
  const scale = clamped(view.scale * factor);
  return { scale, x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale };
}

/** Moved by pixels of the frame, as one drags the chart. */
export function drag(view: Viewport, dx: number, dy: number): Viewport {
  return { ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale };
}

/** A node in the middle, in a size one can read. */
export function centre(view: Viewport, node: Rect, frame: Size): Viewport {
  const scale = clamped(Math.max(view.scale, READABLE));
  return {
    scale,
    x: node.x + node.width / 2 - frame.width / scale / 2,
    y: node.y + node.height / 2 - frame.height / scale / 2,
  };
}

/** Moved as little as brings a node wholly into the frame. */
export function reveal(view: Viewport, node: Rect, frame: Size): Viewport {
  const margin = MARGIN / view.scale;
  const along = (at: number, from: number, size: number, room: number) => {
    if (from - margin < at) return from - margin;
    return from + size + margin > at + room ? from + size + margin - room : at;
  };
  return {
    ...view,
    x: along(view.x, node.x, node.width, frame.width / view.scale),
    y: along(view.y, node.y, node.height, frame.height / view.scale),
  };
}

/** Whether anything of a rectangle is in the frame, or so near that it will be soon. */
export function seen(view: Viewport, frame: Size, one: Rect): boolean {
  const near = 300 / view.scale;
  return (
    one.x + one.width + near > view.x &&
    one.x - near < view.x + frame.width / view.scale &&
    one.y + one.height + near > view.y &&
    one.y - near < view.y + frame.height / view.scale
  );
}

/** The same view for small moves: what is drawn need not be thought over at every step. */
export function roughly(view: Viewport): Viewport {
  const step = 200 / view.scale;
  return { ...view, x: Math.round(view.x / step) * step, y: Math.round(view.y / step) * step };
}

/** Below this scale a box has its name alone, larger. */
export const FAR = 0.4;

/** The smallest rectangle around points. */
export function around(points: [x: number, y: number][]): Rect {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
