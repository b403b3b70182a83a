import { Check } from "lucide-react";
import { PersonAvatar } from "@/kit/Avatar";
import css from "./dialogs.module.css";

interface Props {
  id: string;
  name: string;
  avatar: string | null | undefined;
  note?: string | null | undefined;
  /** Which row of its list it is: the arrows go by it. */
  index: number;
  taken: boolean;
  /** Chosen already, not to be taken away. */
  locked?: boolean;
  toggle: () => void;
}

/** Somebody who can be chosen. */
export function Choice({ id, name, avatar, note, index, taken, locked = false, toggle }: Props) {
  const chosen = taken || locked;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      disabled={locked}
      data-row={index}
      className={css.choice}
      onClick={toggle}
    >
      <PersonAvatar id={id} name={name} src={avatar ?? null} size={32} />
      <span>
        {name}
        {note && <small>{note}</small>}
      </span>
      {chosen && <Check aria-hidden="true" />}
    </button>
  );
}
