import { type KeyboardEvent, useState } from "react";
import type { Branch } from "./tree";

interface Props {
  rows: Branch[];
  open: ReadonlySet<string>;
  toggle: (id: string) => void;
  choose: (id: string) => void;
  /** Brings a row into view and gives it the focus. */
  focus: (index: number) => void;
}

/** The keys of a tree: up and down, right unfolds or goes in, left folds or goes out, Home, End, Enter. */
export function useTreeKeys({ rows, open, toggle, choose, focus }: Props) {
  const [active, setActive] = useState<string>();
  const index = Math.max(
    0,
    rows.findIndex((row) => row.department.id === active),
  );

  function go(to: number) {
    const row = rows[to];
    if (!row) return;
    setActive(row.department.id);
    focus(to);
  }

  function sideways(right: boolean) {
    const row = rows[index];
    if (!row) return;
    const unfolded = open.has(row.department.id);
    if (right && row.children.length > 0) return unfolded ? go(index + 1) : toggle(row.department.id);
    if (!right && unfolded && row.children.length > 0) return toggle(row.department.id);
    if (!right) go(rows.findIndex((one) => one.department.id === row.department.parent_id));
  }

  function onKeyDown(event: KeyboardEvent) {
    const choice = () => choose(rows[index]?.department.id ?? "");
    const acts = new Map([
      ["ArrowDown", () => go(index + 1)],
      ["ArrowUp", () => go(index - 1)],
      ["ArrowRight", () => sideways(true)],
      ["ArrowLeft", () => sideways(false)],
      ["Home", () => go(0)],
      ["End", () => go(rows.length - 1)],
      ["Enter", choice],
      [" ", choice],
    ]);
    const act = acts.get(event.key);
    if (!act || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  return { activeIndex: index, setActive, onKeyDown };
}
