/** A square cut out of a picture: its middle and its edge, in pixels of the picture. */
export interface Crop {
  x: number;
  y: number;
  side: number;
}

export interface Size {
  width: number;
  height: number;
}

export const MAX_ZOOM = 4;
/** Pixels of the square that is sent: more than is ever shown. */
export const SENT_SIDE = 512;

/** Keep the square within the picture. */
function within({ width, height }: Size, { x, y, side }: Crop): Crop {
  const half = side / 2;
  return { side, x: Math.min(Math.max(x, half), width - half), y: Math.min(Math.max(y, half), height - half) };
}

/** The largest square in the middle. */
export function whole({ width, height }: Size): Crop {
  return { x: width / 2, y: height / 2, side: Math.min(width, height) };
}

/** Show the same middle larger or smaller; `zoom` is 1 for the largest square, at most `MAX_ZOOM`. */
export function zoomed(size: Size, crop: Crop, zoom: number): Crop {
  const side = Math.min(size.width, size.height) / Math.min(Math.max(zoom, 1), MAX_ZOOM);
  return within(size, { ...crop, side });
}

export function zoomOf(size: Size, crop: Crop): number {
  return Math.min(size.width, size.height) / crop.side;
}

/** Drag the picture by pixels of a frame `frame` wide: the square goes the other way. */
export function dragged(size: Size, crop: Crop, dx: number, dy: number, frame: number): Crop {
  const scale = crop.side / frame;
  return within(size, { ...crop, x: crop.x - dx * scale, y: crop.y - dy * scale });
}

/** Cut the square out. Small pictures are not blown up. */
export async function cut(image: HTMLImageElement, crop: Crop): Promise<Blob> {
  const side = Math.max(1, Math.min(SENT_SIDE, Math.round(crop.side)));
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, crop.x - crop.side / 2, crop.y - crop.side / 2, crop.side, crop.side, 0, 0, side, side);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not encoded"))), "image/png");
  });
}
