import type { ReactNode } from "react";
import css from "./Sheet.module.css";

interface Props {
  title?: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  /** Lists and tables reach the edges. */
  flush?: boolean;
  children: ReactNode;
}

/** One matter of a page on its own sheet. */
export function Sheet({ title, hint, actions, flush = false, children }: Props) {
  return (
    <section className={css.sheet}>
      {title ? (
        <div className={css.head}>
          <div className={css.words}>
            <h2>{title}</h2>
            {hint ? <p>{hint}</p> : null}
          </div>
          {actions}
        </div>
      ) : null}
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  );
}
