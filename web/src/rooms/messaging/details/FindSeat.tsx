import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTyped } from "@/kit/useTyped";
import css from "./details.module.css";

/** From so many members on one looks for them by name. */
export const MANY = 12;

/** By name, pinyin or initials, as the directory finds people. */
export function FindSeat({ q, find }: { q: string; find: (q: string) => void }) {
  const { t } = useTranslation("messaging");
  const { typed, setTyped, composition } = useTyped(q, find);
  return (
    <div className={css.find}>
      <Search aria-hidden="true" />
      <input
        type="search"
        value={typed}
        maxLength={60}
        placeholder={t("members.find")}
        aria-label={t("members.find")}
        onChange={(event) => setTyped(event.target.value)}
        {...composition}
      />
    </div>
  );
}
