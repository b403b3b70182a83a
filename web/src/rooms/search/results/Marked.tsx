import type { Part } from "../calls";
import css from "./Marked.module.css";

/** A text, what matched told apart. */
export function Marked({ parts }: { parts: Part[] | undefined }) {
  return (parts ?? []).map((part, at) =>
    part.hit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
      <mark key={at} className={css.mark}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
