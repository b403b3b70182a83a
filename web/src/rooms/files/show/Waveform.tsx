import css from "./show.module.css";

const HIGH = 24;
const STEP = 4;

/** Heights of 0 to 100 as bars; those before `played` (0 to 1) in the colour of what was heard. */
export function Waveform({ heights, played = 0 }: { heights: readonly number[]; played?: number }) {
  const width = Math.max(1, heights.length) * STEP;
  return (
    <svg
      className={css.waveform}
      style={{ maxWidth: heights.length * 6 }}
      viewBox={`0 0 ${width} ${HIGH}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {heights.map((height, index) => {
        const high = Math.max(2, (height / 100) * HIGH);
        const heard = (index + 0.5) / heights.length <= played;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={index}
            className={heard ? css.heard : undefined}
            x={index * STEP}
            y={(HIGH - high) / 2}
            width={2.5}
            height={high}
            rx={1.25}
          />
        );
      })}
    </svg>
  );
}
