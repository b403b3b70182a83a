import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import css from "./IconButton.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Spoken, and shown on hover. */
  label: string;
  icon: ReactNode;
  active?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, icon, active, className, ...rest }: Props) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      aria-pressed={active}
      className={[css.button, className].filter(Boolean).join(" ")}
      {...rest}
    >
      {icon}
    </button>
  );
}
