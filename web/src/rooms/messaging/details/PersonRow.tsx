import type { ReactNode } from "react";
import { PersonAvatar } from "@/kit/Avatar";
import css from "./details.module.css";

interface Props {
  id: string;
  name: string;
  avatar: string | null;
  note?: ReactNode;
  children?: ReactNode;
  onOpen?: () => void;
}

export function PersonRow({ id, name, avatar, note, children, onOpen }: Props) {
  const who = (
    <>
      <PersonAvatar id={id} name={name} src={avatar} size={32} />
      <span className={css.who}>
        <span>{name}</span>
        {note && <small>{note}</small>}
      </span>
    </>
  );
  return (
    <li className={css.person}>
      {onOpen ? (
        <button type="button" className={css.open} onClick={onOpen}>
          {who}
        </button>
      ) : (
        who
      )}
      <span className={css.aside}>{children}</span>
    </li>
  );
}
