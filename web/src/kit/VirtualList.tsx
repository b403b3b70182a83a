import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import css from "./VirtualList.module.css";

export interface VirtualListProps<T> {
  items: T[];
  keyOf: (item: T) => string;
  row: (item: T, index: number) => ReactNode;
  /** Height of a row in pixels before it is measured. */
  height: number;
  label: string;
  /** Called when the end comes near and there is more to fetch. */
  more?: (() => void) | undefined;
  /** Nothing in the rows takes the focus: the list itself does, so that keys can scroll it. */
  still?: boolean;
  /** Above the rows, scrolls with them. */
  head?: ReactNode;
  /** Below the rows. */
  foot?: ReactNode;
}

/** A list of any length; arrows move between the rows, whose first link or button takes the focus. */
export function VirtualList<T>({
  items,
  keyOf,
  row,
  height,
  label,
  more,
  still = false,
  head,
  foot,
}: VirtualListProps<T>) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= items.length - 20) more();
  }, [more, last, items.length]);

  return (
    <div ref={frame} className={css.frame} {...(still && { tabIndex: 0 })}>
      {head}
      {items.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtualiser, not by a <ul>
        <div
          role="list"
          aria-label={label}
          className={css.list}
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={move}
        >
          {shown.map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={one.key}
              role="listitem"
              ref={virtual.measureElement}
              data-index={one.index}
              aria-setsize={more ? -1 : items.length}
              aria-posinset={one.index + 1}
              className={css.row}
              style={{ transform: `translateY(${one.start}px)` }}
            >
              {row(items[one.index] as T, one.index)}
            </div>
          ))}
        </div>
      )}
      {foot}
    </div>
  );
}

/** Arrow keys carry the focus to the neighbouring row; the virtualiser keeps some rows beyond the edge ready. */
function move(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
  if (!step || !here) return;
  const there = event.currentTarget.querySelector(`[data-index="${Number(here.dataset.index) + step}"]`);
  const target = there?.querySelector<HTMLElement>("a, button, input");
  if (!target) return;
  event.preventDefault();
  target.focus();
  there?.scrollIntoView({ block: "nearest" });
}
