import type { ReactNode } from "react";
import css from "./SettingRow.module.css";

interface Props {
  label: string;
  hint?: ReactNode;
  /** The control the label belongs to; without one the label stands alone. */
  id?: string;
  children?: ReactNode;
}

/** One setting on a sheet: what it is, what it means, and how to change it. */
export function SettingRow({ label, hint, id, children }: Props) {
  return (
    <div className={css.row}>
      <div className={css.words}>
        {id ? <label htmlFor={id}>{label}</label> : <span>{label}</span>}
        {hint && <p>{hint}</p>}
      </div>
      {children && <div className={css.control}>{children}</div>}
    </div>
  );
}
