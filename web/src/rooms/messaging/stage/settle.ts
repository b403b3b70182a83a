/** Looks again while rows are still being measured: on a slow device one scroll may stop short of its goal. */
const AGAIN = [80, 200, 450, 900];
const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** Goes, and goes again until it has arrived, unless the person takes over. Returns how to stop it. */
export function settle(scroller: HTMLElement | null, go: () => void, arrived: () => boolean): () => void {
  go();
  const timers = AGAIN.map((pause) =>
    setTimeout(() => {
      if (!arrived()) go();
    }, pause),
  );
  const stop = () => {
    for (const timer of timers) clearTimeout(timer);
    for (const hand of HANDS) scroller?.removeEventListener(hand, stop);
  };
  for (const hand of HANDS) scroller?.addEventListener(hand, stop, { passive: true, once: true });
  return stop;
}

const NEAR = 4;

export function atEnd(scroller: HTMLElement | null): boolean {
  return !scroller || scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop <= NEAR;
}

/** The message stands on the screen, at least in part. */
export function onScreen(scroller: HTMLElement | null, seq: number): boolean {
  const row = scroller?.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect();
  const frame = scroller?.getBoundingClientRect();
  return !!row && !!frame && row.bottom > frame.top + 20 && row.top < frame.bottom - 20;
}
