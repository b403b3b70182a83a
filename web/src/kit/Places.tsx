import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import css from "./Places.module.css";

export interface Place {
  to: string;
  label: string;
  icon: ReactNode;
  /** How many things wait there. */
  waiting?: number;
}

interface Props {
  title: string;
  places: Place[];
  /** Between the title and the list: a switcher. */
  top?: ReactNode;
  /** At the lower end. */
  foot?: ReactNode;
}

/** The list pane of a room made of pages: settings, administration. */
export function Places({ title, places, top, foot }: Props) {
  return (
    <nav className={css.list} aria-label={title}>
      <h2 className={css.title}>{title}</h2>
      {top}
      {places.map((place) => (
        <Link key={place.to} to={place.to} className={css.place} activeProps={{ "aria-current": "page" }}>
          <span className={css.icon} aria-hidden="true">
            {place.icon}
          </span>
          <span className={css.label}>{place.label}</span>
          {place.waiting ? <b className={css.waiting}>{place.waiting > 99 ? "99+" : place.waiting}</b> : null}
          <ChevronRight className={css.on} aria-hidden="true" />
        </Link>
      ))}
      {foot ? <div className={css.foot}>{foot}</div> : null}
    </nav>
  );
}
