import { useTranslation } from "react-i18next";
import type { AuditRow } from "../../calls";
import { usePowers } from "../roles/queries";

/** Values that are codes, and where their words stand. */
const CODES: Record<string, (said: string) => string> = {
  reason: (said) => `reasons.${said}`,
  basis: (said) => `bases.${said}`,
  how: (said) => `audit.how.${said}`,
  state: (said) => `audit.states.${said}`,
  forwarding: (said) => `audit.takers.${said}`,
  exporting: (said) => `audit.takers.${said}`,
  joining: (said) => `audit.joining.${said}`,
  scope: (said) => `roles.scopes.${said}`,
  phones: (said) => `organisation.phonesAs.${said}`,
  name_format: (said) => `organisation.parts.${said}`,
};
const POWERS = new Set(["powers", "added", "removed", "needs"]);
const SECONDS = new Set(["recall_within", "edit_within"]);
/** Fields that list people or departments, which are counted as such. */
const COUNTED: Record<string, string> = {
  members: "audit.moreMembers",
  reports: "audit.moreMembers",
  heads: "audit.moreMembers",
  departments: "audit.moreDepartments",
  headed: "audit.moreDepartments",
};
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
    if (field === "act") return t(`audit.kinds.${said}`, { defaultValue: said });
    const code = CODES[field];
    if (code) return t(code(said), { defaultValue: said });
    if (ID.test(said)) return names[said] ?? t("audit.gone");
    return said;
  }

  return (field: string, value: unknown, names: AuditRow["names"]): string => {
    if (!Array.isArray(value)) return one(field, value, names);
    if (value.length === 0) return t("audit.nothing");
    const shown = value.slice(0, 10).map((each) => one(field, each, names));
    const words = shown.join(field === "name_format" ? "-" : t("audit.comma"));
    return value.length > shown.length ? t(COUNTED[field] ?? "audit.andMore", { words, count: value.length }) : words;
  };
}
