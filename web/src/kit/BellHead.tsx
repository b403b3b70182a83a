import type { ReactNode } from "react";
import { bells, type Language } from "@/app/language";
import css from "./BellHead.module.css";

interface Props {
  language: Language;
  /** The product's name as it stands beside the bell. */
  name: string;
  tagline?: string;
  /** What stands at the end: the choice of a language. */
  children: ReactNode;
}

/** The head of a page outside the house: the bell and the name, for whoever is not in, or never comes in. */
export function BellHead({ language, name, tagline, children }: Props) {
  return (
    <header className={css.head}>
      <span className={css.bell} aria-hidden="true">
        {bells[language]}
      </span>
      <span className={css.name}>{name}</span>
      <span className={css.tagline}>{tagline}</span>
      {children}
    </header>
  );
}
