import type { ReactNode } from "react";
import css from "./PlainButton.module.css";

/** A button with a line around it, for what leads on and decides nothing. Of no library: where a page is to stay light. */
export function PlainButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={css.button} onClick={onClick}>
      {children}
    </button>
  );
}
