import { type KeyboardEvent, useCallback } from "react";

/** Arrow keys carry the focus from row to row, and from the field above into the first. */
export function useRowArrows() {
  return useCallback((event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.nativeEvent.isComposing || event.altKey) return;
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-asked], [data-row] button")];
    const here = stops.findIndex((one) => one.contains(event.target as Node));
    const next = stops[here + step];
    // Other fields keep their arrows.
    if (here < 0 || !next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }, []);
}
