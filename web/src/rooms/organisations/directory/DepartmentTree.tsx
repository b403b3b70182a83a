import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import css from "./DepartmentTree.module.css";
import { useOpenBranches } from "./openBranches";
import { type Branch, type Forest, pathTo, unfold } from "./tree";
import { useTreeKeys } from "./useTreeKeys";

interface Props {
  org: string;
  forest: Forest;
  selected: string | undefined;
  choose: (department: string) => void;
  /** Above the tree, scrolls with it. */
  head?: ReactNode;
}

/** Pixels; a thumb needs more than a pointer. */
const ROW = { desk: 36, phone: 48 };

/** The departments, unfolded as far as one likes; only the rows in sight are drawn. */
export function DepartmentTree({ org, forest, selected, choose, head }: Props) {
  const { t } = useTranslation("organisations");
  const frame = useRef<HTMLDivElement>(null);
  const height = useIsPhone() ? ROW.phone : ROW.desk;
  const { open, toggle, unfoldAll } = useOpenBranches(org);
  const rows = useMemo(() => unfold(forest, open), [forest, open]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 10,
  });
  const focus = (index: number) => {
    virtual.scrollToIndex(index);
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const { activeIndex, setActive, onKeyDown } = useTreeKeys({ rows, open, toggle, choose, focus });

  // The way down to the chosen department is unfolded once, when it is chosen: folding it again stays possible.
  const unfoldWay = useRef(unfoldAll);
  unfoldWay.current = unfoldAll;
  useEffect(() => unfoldWay.current(pathTo(forest, selected).slice(0, -1)), [forest, selected]);

  return (
    <div ref={frame} className={css.frame}>
      {head}
      {rows.length > 0 && (
        <div
          role="tree"
          aria-label={t("directory.tree")}
          className={css.tree}
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {virtual.getVirtualItems().map((one) => (
            <TreeRow
              key={rows[one.index]?.department.id}
              row={rows[one.index] as Branch}
              index={one.index}
              top={one.start}
              open={open.has(rows[one.index]?.department.id ?? "")}
              selected={rows[one.index]?.department.id === selected}
              reachable={one.index === activeIndex}
              toggle={toggle}
              choose={(id) => {
                setActive(id);
                choose(id);
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface RowProps {
  row: Branch;
  index: number;
  top: number;
  open: boolean;
  selected: boolean;
  reachable: boolean;
  toggle: (id: string) => void;
  choose: (id: string) => void;
}

function TreeRow({ row, index, top, open, selected, reachable, toggle, choose }: RowProps) {
  const { t } = useTranslation("organisations");
  const { department, level, children } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows
    <div
      role="treeitem"
      data-index={index}
      tabIndex={reachable ? 0 : -1}
      aria-level={level + 1}
      aria-selected={selected}
      aria-expanded={children.length > 0 ? open : undefined}
      className={css.row}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: 8 + level * 16 }}
      onClick={() => choose(department.id)}
    >
      {children.length > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          className={css.fold}
          aria-label={t(open ? "directory.collapse" : "directory.expand", { name: department.name })}
          onClick={(event) => {
            event.stopPropagation();
            toggle(department.id);
          }}
        >
          <ChevronRight aria-hidden className={open ? css.turned : undefined} />
        </button>
      ) : (
        <span className={css.fold} />
      )}
      <span className={css.name} title={department.name}>
        {department.name}
      </span>
      <span className={css.count}>{department.total}</span>
    </div>
  );
}
