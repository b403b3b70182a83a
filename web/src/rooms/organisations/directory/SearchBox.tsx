import Input from "antd/es/input";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** What one looks for; asked for once the fingers rest, and never in the middle of an input method's word. */
export function SearchBox({ value, change, label }: { value: string; change: (next: string) => void; label?: string }) {
  const { t } = useTranslation("organisations");
  const [typed, setTyped] = useState(value);
  const [composing, setComposing] = useState(false);
  const latest = useRef(change);
  latest.current = change;
  // The address may change without us: a department was chosen, or one went back.
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (composing || typed.trim() === value) return;
    const timer = setTimeout(() => latest.current(typed.trim()), 200);
    return () => clearTimeout(timer);
  }, [typed, value, composing]);
  return (
    <Input
      type="search"
      allowClear
      value={typed}
      prefix={<Search size={16} aria-hidden />}
      placeholder={label ?? t("directory.search")}
      aria-label={label ?? t("directory.searchLabel")}
      onChange={(event) => setTyped(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  );
}
