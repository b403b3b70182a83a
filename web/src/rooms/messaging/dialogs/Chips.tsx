import { X } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import css from "./dialogs.module.css";

/** Those chosen, by name; a press takes one out. */
export function Chips<One extends { id: string; name: string }>(props: { chosen: One[]; drop: (one: One) => void }) {
  const { t } = useTranslation("messaging");
  const id = useId();
  const { chosen, drop } = props;
  if (chosen.length === 0) return null;
  return (
    <ul className={css.chips} aria-labelledby={id}>
      <li id={id} className="sr-only">
        {t("choose.chosen", { count: chosen.length })}
      </li>
      {chosen.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => drop(one)} aria-label={t("choose.drop", { name: one.name })}>
            {one.name}
            <X aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
