import { type KeyboardEvent, type RefObject, useCallback } from "react";

/** Arrow keys move the focus among the `[data-row]` of a list; Home and End go to its ends as far as they are shown. */
export function useArrows(list: RefObject<HTMLElement | null>) {
  return useCallback(
    (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step && event.key !== "Home" && event.key !== "End") return;
      // In a field above the list only the way down leads out of it.
      if (event.target instanceof HTMLInputElement && event.key !== "ArrowDown") return;
      const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
      rows.sort((a, b) => Number(a.dataset.row) - Number(b.dataset.row));
      const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
      const to = event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : at < 0 ? 0 : at + (step ?? 0);
      const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
      if (!row) return;
      event.preventDefault();
      row.focus();
      row.scrollIntoView({ block: "nearest" });
    },
    [list],
  );
}
