import type { ReactNode } from "react";
import css from "./Body.module.css";

/** What scrolls below a page's head; `narrow` for forms and text. */
export function Body({ narrow = false, children }: { narrow?: boolean; children: ReactNode }) {
  return <div className={narrow ? `${css.body} ${css.narrow}` : css.body}>{children}</div>;
}
