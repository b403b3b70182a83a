/** Which texts may be too long to stand in the stream as a whole, and which of those were unfolded. */
import { store } from "@/app/store";

/** Lines a text may have before it is folded; `longText.module.css` cuts there. */
const LINES = 24;
/** Fewer characters stand in no line of a bubble, however narrow. */
const NARROW = 14;

export const unfolded = store<ReadonlySet<string>>(new Set());

/** Whether a text may take more lines than that in some bubble; the screen then says whether it does in this one. */
export function mayBeLong(text: string): boolean {
  let lines = 0;
  for (const line of text.split("\n", LINES + 1)) lines += 1 + Math.floor(line.length / NARROW);
  return lines > LINES;
}
