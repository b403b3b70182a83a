import css from "./content.module.css";
import type { Thing } from "./stickers";

/** What stands beside the bell: lines in bronze, and what is urgent or dear in seal red. */
const DRAWN: Record<Thing, { lines?: string; red?: string; redFill?: string }> = {
  check: { red: "M92 28l6 6 12-14" },
  flower: {
    lines: "M102 46v18M102 56q-7-1-8-7M102 58q7-1 8-7",
    redFill: "M102 30a7 7 0 1 1-.1 0M102 44a1 1 0 1 1-.1 0",
  },
  thumb: { lines: "M96 44v16h14l3-16h-9l2-9q-4-3-5 1l-5 8z" },
  hands: { lines: "M98 58l8-18M106 60l6-16M98 38l-3-6M106 34v-7M114 36l3-6" },
  cup: { lines: "M96 36h16l-2 22h-12zM112 40q7 0 5 8t-7 6", red: "M100 30q2-4 0-7M107 30q2-4 0-7" },
  wave: { lines: "M98 44q3-10 6-2q2-9 5-1q4-6 4 3q1 12-8 15q-8 0-7-15z", red: "M92 34q-3 4-2 9M116 30q3 3 3 8" },
  drop: { redFill: "M102 24q-8 12 0 16q8-4 0-16" },
  papers: { lines: "M94 30h18v8H94zM92 42h20v8H92zM95 54h16v8H95zM98 34h10M97 46h10" },
  dots: { redFill: "M94 26a3 3 0 1 1-.1 0M103 20a4 4 0 1 1-.1 0M113 12a5 5 0 1 1-.1 0" },
  mark: { red: "M96 22q2-8 9-7q8 3 3 10q-5 4-5 10M103 43v.1" },
  salute: { lines: "M86 44l14-8 12-2q4 4 0 6l-14 6" },
  seal: { red: "M94 22h20v20H94zM99 28h10M104 28v9M99 37h10" },
  clock: { lines: "M104 22a14 14 0 1 1-.1 0", red: "M104 28v8l6 4" },
  moon: { lines: "M106 18a13 13 0 1 0 10 20a11 11 0 0 1-10-20z", red: "M94 20v.1M98 12v.1" },
  pillow: { lines: "M92 40q14 4 22 0q3 8 0 18q-12-4-22 0q-3-8 0-18z", red: "M98 26h8l-8 9h8M110 14h6l-6 7h6" },
  heart: { redFill: "M102 44l-11-11q-4-8 4-11q5 0 7 5q3-5 8-5q8 3 4 11z" },
  ring: { red: "M98 30q8 6 8 16M104 22q12 9 12 26M22 30q-8 6-8 16M16 22q-12 9-12 26" },
  tea: { lines: "M92 46h20q0 14-10 14t-10-14zM112 48q7 0 4 6t-7 3M90 64h26", red: "M98 40q3-5 0-9M106 40q3-5 0-9" },
  rain: { lines: "M92 26q0-9 9-8q6-7 12 1q8 1 5 8z", red: "M97 32l-3 8M105 32l-3 8M113 32l-3 8" },
};

export function ThingView({ thing }: { thing: Thing }) {
  const { lines, red, redFill } = DRAWN[thing];
  return (
    <>
      {lines && <path className={css.thing} d={lines} />}
      {red && <path className={css.red} d={red} />}
      {redFill && <path className={css.redFill} d={redFill} />}
    </>
  );
}
