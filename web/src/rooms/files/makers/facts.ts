/** What the browser finds out about a file before it is sent; the server checks all of it. */
export interface Facts {
  width?: number;
  height?: number;
  duration_ms?: number;
  /** Heights of 0 to 100, at most 128. */
  waveform?: number[];
  /** A picture of a film's beginning, of a document's first page. */
  preview?: Blob;
}

/** Drawn small enough for the server's ears: at most 1,280 pixels. */
export async function drawn(
  source: CanvasImageSource,
  width: number,
  height: number,
  side = 1280,
): Promise<Blob | undefined> {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return picture ?? undefined;
}
