/** How much room files take: known from their cards, so that nothing jumps when they, or what shows them, arrive. */
import type { CSSProperties } from "react";
import type { FileCard } from "../calls";

/** As wide as the row of a file (`show.module.css`): what stands in one message ends on one line. */
export const WIDE = 320;
const HIGH = 340;
export const SHOWN = 9;
const GAP = 4;

/** Pictures and films are seen at once. */
export function isSeen(file: FileCard): boolean {
  return !file.as_file && file.preview === true && (file.kind === "picture" || file.kind === "video");
}

export function isVoice(file: FileCard): boolean {
  return !file.as_file && file.kind === "audio" && (file.waveform?.length ?? 0) > 0;
}

/** One picture in its own shape. */
export function boxOf({ width, height }: FileCard): CSSProperties {
  const [w, h] = [width || 4, height || 3];
  const scale = Math.min(WIDE / w, HIGH / h, 1);
  return { width: Math.max(72, Math.round(w * scale)), aspectRatio: `${Math.max(w, h / 4)} / ${Math.max(h, w / 4)}` };
}

export function columnsOf(count: number): number {
  return count === 2 || count === 4 ? 2 : 3;
}

/** Holds their place. */
export function Room({ files }: { files: FileCard[] }) {
  const seen = files.filter(isSeen);
  const [only] = seen;
  const columns = columnsOf(seen.length);
  const rows = Math.ceil(Math.min(seen.length, SHOWN) / columns);
  const side = (WIDE - GAP * (columns - 1)) / columns;
  const grid = { width: WIDE, aspectRatio: `${WIDE} / ${rows * side + GAP * (rows - 1)}` };
  return (
    <>
      {only && <div style={{ maxWidth: "100%", margin: "4px 0", ...(seen.length === 1 ? boxOf(only) : grid) }} />}
      {files.map((file) =>
        isSeen(file) ? null : (
          <div key={file.id} style={isVoice(file) ? { width: 250, height: 48 } : { width: 320, height: 66 }} />
        ),
      )}
    </>
  );
}
