import { ChevronRight, Folder } from "lucide-react";
import { useIsPhone } from "@/app/appearance";
import css from "./Subdepartments.module.css";
import type { Forest } from "./tree";
import type { Directory } from "./useDirectory";

interface Props {
  department: string;
  forest: Forest;
  directory: Directory;
}

/** On a phone, where the tree is a pane away: the departments right below this one. */
export function Subdepartments({ department, forest, directory }: Props) {
  const phone = useIsPhone();
  const below = forest.below.get(department) ?? [];
  if (!phone || below.length === 0) return null;
  return (
    <ul className={css.list}>
      {below.map((id) => (
        <li key={id}>
          <button type="button" className={css.row} onClick={() => directory.toDepartment(id)}>
            <Folder size={20} aria-hidden className={css.icon} />
            <span className={css.name}>{forest.byId.get(id)?.name}</span>
            <span className={css.count}>{forest.byId.get(id)?.total}</span>
            <ChevronRight size={18} aria-hidden className={css.icon} />
          </button>
        </li>
      ))}
    </ul>
  );
}
