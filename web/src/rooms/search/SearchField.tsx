import { Search, X } from "lucide-react";
import { type Ref, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./SearchField.module.css";

const PAUSE = 200;

interface Props {
  value: string;
  change: (next: string) => void;
  label: string;
  placeholder: string;
  /** Takes the keys as soon as it is shown. */
  first?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** What one looks for; asked for once the fingers rest, and never in the middle of an input method's word. */
export function SearchField({ value, change, label, placeholder, first = false, ref }: Props) {
  const { t } = useTranslation("search");
  const [typed, setTyped] = useState(value);
  const [composing, setComposing] = useState(false);
  const latest = useRef(change);
  latest.current = change;
  const asked = useRef(value);
  useEffect(() => {
    // The address changed without us: one went back, or followed a link.
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    if (composing || typed.trim() === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = typed.trim();
      latest.current(typed.trim());
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed, composing]);
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
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
      {typed && (
        <button type="button" aria-label={t("clear")} onClick={() => setTyped("")}>
          <X aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
