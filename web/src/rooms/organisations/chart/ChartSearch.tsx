import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Forest } from "../directory/tree";
import { namesTo } from "../directory/tree";
import { postsInWords } from "../lists/MemberLine";
import { useDebounced } from "../lists/useDebounced";
import { useMembers } from "../queries";
import css from "./Chart.module.css";
import { findDepartments } from "./model";

export interface Found {
  department: string | undefined;
  member?: string;
}

interface Option extends Found {
  key: string;
  title: string;
  note: string;
}

interface Props {
  org: string;
  forest: Forest;
  go: (found: Found) => void;
}

/** Finds a department or somebody in one, and goes there. */
export function ChartSearch({ org, forest, go }: Props) {
  const { t } = useTranslation("organisations");
  const list = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const options = useOptions(org, forest, typed);
  const choose = (option: Option | undefined) => {
    if (!option) return;
    go(option);
    setTyped("");
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((was) => Math.min(Math.max(0, was + step), options.length - 1));
    else if (event.key === "Enter") choose(options[active]);
    else if (event.key === "Escape" && typed) setTyped("");
    else return;
    event.preventDefault();
  };
  return (
    <div className={css.search}>
      <Search size={16} aria-hidden />
      <input
        role="combobox"
        type="text"
        value={typed}
        placeholder={t("chart.search")}
        aria-label={t("chart.search")}
        aria-expanded={options.length > 0}
        aria-controls={list}
        aria-activedescendant={options[active] ? `${list}-${active}` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={key}
      />
      <div id={list} role="listbox" aria-label={t("chart.found")} className={css.found} hidden={options.length === 0}>
        {options.map((option, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
          <div
            key={option.key}
            id={`${list}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            onClick={() => choose(option)}
          >
            <span>{option.title}</span>
            <small>{option.note}</small>
          </div>
        ))}
      </div>
    </div>
  );
}

function useOptions(org: string, forest: Forest, typed: string): Option[] {
  const q = useDebounced(typed.trim(), 200);
  const members = useMembers(org, { q, limit: 5 }, { enabled: q !== "" });
  if (!typed.trim()) return [];
  const departments = findDepartments(forest, typed, 6).map((one) => ({
    key: one.id,
    department: one.id,
    title: one.name,
    note: namesTo(forest, one.parent_id ?? undefined).join(" / "),
  }));
  const people = (q ? (members.data?.items ?? []) : []).slice(0, 5).map((one) => ({
    key: one.id,
    department: one.posts[0]?.department_id ?? undefined,
    member: one.id,
    title: one.name,
    note: postsInWords(one.posts),
  }));
  return [...departments, ...people];
}
