/** How a picture lies in its frame: `scale` 1 fits it, `x` and `y` move its middle in pixels of the screen. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const FITTED: View = { scale: 1, x: 0, y: 0 };
export const MOST = 8;

interface Size {
  width: number;
  height: number;
}

/** Keep the picture over its frame: it moves no further than its edges. */
export function within(view: View, frame: Size, fitted: Size): View {
  const scale = Math.min(MOST, Math.max(1, view.scale));
  const play = (whole: number, part: number) => Math.max(0, (part * scale - whole) / 2);
  const [px, py] = [play(frame.width, fitted.width), play(frame.height, fitted.height)];
  return { scale, x: Math.min(px, Math.max(-px, view.x)), y: Math.min(py, Math.max(-py, view.y)) };
}

/** Zoom by a factor about a point, given from the middle of the frame: what lies under it stays there. */
export function zoomedAt(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** A picture fitted into a frame, never blown up. */
export function fitInto(picture: Size, frame: Size): Size {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height, 1);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** What a finger meant when it left the screen: the next picture, the one before, away, or nothing. */
export function swipe(dx: number, dy: number, milliseconds: number): "next" | "before" | "away" | null {
  const fast = milliseconds < 600;
  if (Math.abs(dx) > 60 && Math.abs(dx) > 1.5 * Math.abs(dy) && fast) return dx < 0 ? "next" : "before";
  if (dy > 90 && dy > 1.5 * Math.abs(dx) && fast) return "away";
  return null;
}
