import css from "./content.module.css";
import type { Eyes, Mouth } from "./stickers";

const EYES: Record<Eyes, string> = {
  open: "M49 54v.1M71 54v.1",
  closed: "M45 55q4-4 8 0M67 55q4-4 8 0",
  wide: "M49 53a4 4 0 1 0 .1 0M71 53a4 4 0 1 0 .1 0",
  wink: "M49 54v.1M67 55q4-4 8 0",
  tired: "M45 53h8M67 53h8M46 57q3 2 6 0M68 57q3 2 6 0",
  tear: "M45 53q4 4 8 0M67 53q4 4 8 0M74 58q-3 5 0 7q3-2 0-7",
};

const MOUTHS: Record<Mouth, string> = {
  smile: "M54 62q6 5 12 0",
  grin: "M52 61q8 10 16 0z",
  flat: "M54 64h12",
  round: "M60 61a3.5 3.5 0 1 0 .1 0",
  sad: "M54 66q6-5 12 0",
  wave: "M52 64q4-4 8 0t8 0",
};

export function Face({ eyes, mouth }: { eyes: Eyes; mouth: Mouth }) {
  return (
    <>
      <path className={eyes === "open" || eyes === "wink" ? css.dots : css.lines} d={EYES[eyes]} />
      <path className={mouth === "grin" ? css.grin : css.lines} d={MOUTHS[mouth]} />
    </>
  );
}
