/** Where something small stands beside something else, inside the window. */

export interface Box {
  left: number;
  top: number;
}

interface Size {
  width: number;
  height: number;
}

const GAP = 8;

/** To the right of the anchor where there is room, else to its left, else below; never over the edge of the window. */
export function beside(
  anchor: { left: number; right: number; top: number; bottom: number },
  own: Size,
  window: Size,
): Box {
  const within = (at: number, size: number, room: number) => Math.max(GAP, Math.min(at, room - size - GAP));
  const right = anchor.right + GAP;
  const left = anchor.left - GAP - own.width;
  if (right + own.width + GAP <= window.width)
    return { left: right, top: within(anchor.top, own.height, window.height) };
  if (left >= GAP) return { left, top: within(anchor.top, own.height, window.height) };
  const below = anchor.bottom + GAP;
  const above = anchor.top - GAP - own.height;
  const top = below + own.height + GAP <= window.height || above < GAP ? below : above;
  return { left: within(anchor.left, own.width, window.width), top: within(top, own.height, window.height) };
}
