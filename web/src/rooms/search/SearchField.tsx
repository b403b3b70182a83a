import { Search, X } from "lucide-react";
import { type Ref, useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { caughtKeys } from "@/kit/early";
import { useTyped } from "@/kit/useTyped";
import css from "./SearchField.module.css";

interface Props {
  value: string;
  change: (next: string) => void;
  label: string;
  placeholder: string;
  /** Takes the keys as soon as it is shown. */
  first?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** What one looks for, with a way to clear it. */
export function SearchField({ value, change, label, placeholder, first = false, ref }: Props) {
  const { t } = useTranslation("search");
  const { typed, setTyped, composition } = useTyped(value, change);
  useLayoutEffect(() => {
    const early = first ? caughtKeys() : "";
    if (early) setTyped((was) => was + early);
  }, [first, setTyped]);
  return (
    <div className={css.field}>
      <Search aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        data-asked
        // biome-ignore lint/a11y/noAutofocus: whoever opens a search is about to type
        autoFocus={first}
        maxLength={200}
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        {...composition}
      />
      {typed && (
        <button type="button" aria-label={t("clear")} onClick={() => setTyped("")}>
          <X aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
