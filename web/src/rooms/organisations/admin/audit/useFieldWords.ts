import { useTranslation } from "react-i18next";
import type { AuditRow } from "../../calls";
import { usePowers } from "../roles/queries";

/** Values that are codes, and where their words stand. */
const CODES: Record<string, (code: string) => string> = {
  reason: (code) => `reasons.${code}`,
  basis: (code) => `bases.${code}`,
  how: (code) => `audit.how.${code}`,
  state: (code) => `audit.states.${code}`,
  scope: (code) => `roles.scopes.${code}`,
  phones: (code) => `organisation.phonesAs.${code}`,
  name_format: (code) => `organisation.parts.${code}`,
};
const POWERS = new Set(["powers", "added", "removed"]);
const SECONDS = new Set(["recall_within", "edit_within"]);
const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** What stands in a field of an act, in words: names instead of ids and codes. */
export function useFieldWords(org: string) {
  const { t } = useTranslation("organisations");
  const powers = usePowers(org);

  function one(field: string, value: unknown, names: AuditRow["names"]): string {
    if (value === null || value === undefined || value === "") return t("audit.nothing");
    if (typeof value === "boolean") return t(value ? "audit.yes" : "audit.no");
    const said = String(value);
    if (SECONDS.has(field)) return t("audit.minutes", { count: Math.round(Number(value) / 60) });
    if (POWERS.has(field)) return powers.data?.find((one) => one.power === said)?.words ?? said;
    const key = CODES[field]?.(said);
    if (key) return t(key, { defaultValue: said });
    if (ID.test(said)) return names[said] ?? t("audit.gone");
    return said;
  }

  return (field: string, value: unknown, names: AuditRow["names"]): string => {
    if (!Array.isArray(value)) return one(field, value, names);
    if (value.length === 0) return t("audit.nothing");
    const shown = value.slice(0, 10).map((each) => one(field, each, names));
    const words = shown.join(field === "name_format" ? "-" : t("audit.comma"));
    return value.length > shown.length ? t("audit.andMore", { words, count: value.length }) : words;
  };
}
