import css from "./BarChart.module.css";

export interface Bar {
  key: string;
  /** Below the first and the last. */
  label: string;
  value: number;
  /** What it stands for, whole. */
  said: string;
}

interface Props {
  bars: Bar[];
  /** What the picture shows, in a sentence: the numbers themselves stand in a table beside it. */
  label: string;
}

/** Numbers beside each other, the greatest as high as there is room. */
export function BarChart({ bars, label }: Props) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <div className={css.chart}>
      <span className={css.most} aria-hidden="true">
        {most}
      </span>
      <svg viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bars.map((bar, index) => {
          // Of one among thousands something is still to be seen.
          const height = bar.value === 0 ? 0 : Math.max(3, (bar.value / most) * 100);
          return (
            <g key={bar.key}>
              <title>{bar.said}</title>
              <rect className={css.room} x={index} y={0} width={1} height={100} />
              <rect className={css.bar} x={index + 0.12} y={100 - height} width={0.76} height={height} />
            </g>
          );
        })}
      </svg>
      <div className={css.axis} aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.length > 1 ? bars.at(-1)?.label : null}</span>
      </div>
    </div>
  );
}
