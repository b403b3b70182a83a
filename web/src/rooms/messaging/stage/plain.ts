import { blocks } from "./blocks";

const INLINE = /`([^`\n]+)`/g;
/** What is left of a fence whose other end was cut off. */
const FENCE = /^ {0,3}```[\w+#.-]*\s*$/gm;

/** A text without its marks of code and tables, for a line on which neither can be shown. Pure. */
export function plain(text: string): string {
  // Most texts have none.
  if (!text.includes("`") && !text.includes("|")) return text;
  return blocks(text)
    .map((block) => {
      if (block.kind === "code") return block.text;
      if (block.kind === "table") return [block.head, ...block.rows].map((row) => row.join(" ")).join("\n");
      return block.text.replace(FENCE, "").replace(INLINE, "$1");
    })
    .join("\n");
}
