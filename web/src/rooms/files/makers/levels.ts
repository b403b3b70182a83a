/** How many heights a sound is shown by. */
export const BARS = 48;

/** The loudest moments of a sound as `bars` heights of 0 to 100; the loudest of all is 100, unless it is all but silent. */
export function levels(samples: ArrayLike<number>, bars = BARS): number[] {
  const count = Math.min(bars, samples.length);
  const peaks = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * samples.length) / count);
    const to = Math.floor(((bar + 1) * samples.length) / count);
    let peak = 0;
    for (let at = from; at < to; at += 1) peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    return peak;
  });
  const most = Math.max(0.05, ...peaks);
  return peaks.map((peak) => Math.round((100 * peak) / most));
}
