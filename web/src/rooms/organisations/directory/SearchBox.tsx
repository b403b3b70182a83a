import Input from "antd/es/input";
import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTyped } from "@/kit/useTyped";

/** What one looks for in the directory and in its lists. */
export function SearchBox({ value, change, label }: { value: string; change: (next: string) => void; label?: string }) {
  const { t } = useTranslation("organisations");
  const { typed, setTyped, composition } = useTyped(value, change);
  return (
    <Input
      type="search"
      allowClear
      value={typed}
      prefix={<Search size={16} aria-hidden />}
      placeholder={label ?? t("directory.search")}
      aria-label={label ?? t("directory.searchLabel")}
      onChange={(event) => setTyped(event.target.value)}
      {...composition}
    />
  );
}
