import type { ReactNode } from "react";
import { PersonAvatar } from "@/kit/Avatar";
import { PresenceMark } from "@/kit/PresenceMark";
import css from "./details.module.css";

interface Props {
  id: string;
  name: string;
  avatar: string | null;
  note?: ReactNode;
  children?: ReactNode;
  onOpen?: () => void;
  /** With how the person is just now. */
  live?: boolean;
  /** What it stands in is a list of its own kind. */
  as?: "li" | "div";
}

export function PersonRow({ id, name, avatar, note, children, onOpen, live = false, as: Row = "li" }: Props) {
  const who = (
    <>
      <PersonAvatar id={id} name={name} src={avatar} size={32} mark={live ? <PresenceMark person={id} /> : null} />
      <span className={css.who}>
        <span>{name}</span>
        {note && <small>{note}</small>}
      </span>
    </>
  );
  return (
    <Row className={css.person}>
      {onOpen ? (
        <button type="button" className={css.open} onClick={onOpen}>
          {who}
        </button>
      ) : (
        who
      )}
      <span className={css.aside}>{children}</span>
    </Row>
  );
}
