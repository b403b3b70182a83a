import { type ReactNode, useState } from "react";
import css from "./Avatar.module.css";
import { calledBy } from "./called";
import { seatColour } from "./theme";

interface Props {
  /** Decides the ground: the same person or group has the same colour everywhere. Who has no account here has none yet. */
  id: string | null;
  name: string;
  /** Address of a picture; the name stands in when there is none or it does not load. */
  src?: string | null;
  /** Edge in pixels. */
  size?: number;
  /** On its corner: how the person is just now. */
  mark?: ReactNode;
}

/** The last two characters of a Chinese name of three (as people call each other), the first two of a group, initials otherwise. */
export function shortName(name: string, person: boolean): string {
  const bare = name.trim();
  if (/^[\p{Script=Han}·]+/u.test(bare)) {
    const han = bare.replace(/[^\p{Script=Han}]/gu, "");
    if (person && han.length <= 4) return han.length <= 2 ? han : han.slice(-2);
    return han.slice(0, 2);
  }
  const words = bare.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : bare.slice(0, 2);
  return letters.toUpperCase();
}

function Face({ id, name, src, size = 38, person, mark }: Props & { person: boolean }) {
  const [broken, setBroken] = useState<string | null>(null);
  const measure = { width: size, height: size, fontSize: Math.round(size * 0.37) };
  const face = (
    <span
      className={id === null ? `${css.avatar} ${css.vacant}` : css.avatar}
      style={id === null ? measure : { ...measure, background: seatColour(id) }}
      aria-hidden="true"
    >
      {src && src !== broken ? (
        <img src={src} alt="" loading="lazy" onError={() => setBroken(src)} />
      ) : (
        shortName((person && id !== null && calledBy(id)) || name, person)
      )}
    </span>
  );
  if (!mark) return face;
  return (
    <span className={css.marked}>
      {face}
      {mark}
    </span>
  );
}

export function PersonAvatar(props: Props) {
  return <Face {...props} person />;
}

export function GroupAvatar(props: Props) {
  return <Face {...props} person={false} />;
}
