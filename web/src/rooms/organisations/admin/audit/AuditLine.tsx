import { ChevronRight } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { When } from "@/kit/When";
import type { AuditRow } from "../../calls";
import css from "./AuditList.module.css";
import { Facts, Proof } from "./Facts";
import { useFieldWords } from "./useFieldWords";

interface Props {
  org: string;
  row: AuditRow;
  open: boolean;
  toggle: () => void;
}

/** One act a line: when, who, what, to whom; pressed, it opens to everything that is recorded. */
export function AuditLine({ org, row, open, toggle }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const facts = useId();
  return (
    <div className={css.act}>
      <button
        type="button"
        className={phone ? css.line : css.row}
        aria-expanded={open}
        aria-controls={facts}
        onClick={toggle}
      >
        <ChevronRight size={16} aria-hidden className={css.mark} />
        <When at={row.at} className={css.at} />
        <span className={css.actor}>{row.actor ? (row.actor.name ?? t("audit.someone")) : t("audit.system")}</span>
        <span className={css.kind}>{t(`audit.kinds.${row.kind}`, { defaultValue: row.kind })}</span>
        <Subject org={org} row={row} />
      </button>
      <div id={facts} hidden={!open}>
        {open ? (
          <>
            <Facts org={org} row={row} />
            <Proof org={org} row={row} />
          </>
        ) : null}
      </div>
    </div>
  );
}

/** Acts on a conversation that is written down by its name, where it has one. */
const EXPORTS = /^messaging\.export_/;

/** To whom or what, and what came of it, in a line. */
function Subject({ org, row }: { org: string; row: AuditRow }) {
  const { t } = useTranslation("organisations");
  const words = useFieldWords(org);
  const { details, names, changes } = row;
  const many = countOf(details);
  const departments = many === 0 && Array.isArray(details.departments) ? details.departments.length : 0;
  const of = row.subject?.name ?? firstOf(details, names) ?? (EXPORTS.test(row.kind) ? t("audit.unnamed") : undefined);
  const more = many > 1 ? "audit.moreMembers" : "audit.moreDepartments";
  const whom = of && Math.max(many, departments) > 1 ? t(more, { words: of, count: many || departments }) : of;
  const change = changes.find((one) => one.after !== null);
  const what = change
    ? ["name", "q", "groups", "merged"].includes(change.field) && change.before === null
      ? words(change.field, change.after, names)
      : `${words(change.field, change.before, names)} → ${words(change.field, change.after, names)}`
    : details.role_id
      ? words("role_id", details.role_id, names)
      : null;
  const count = !of && many > 0 ? t("people.count", { count: many }) : null;
  return <span className={css.subject}>{[whom, count, what, row.why].filter(Boolean).join(" · ")}</span>;
}

/** How many members one act was about. */
function countOf(details: AuditRow["details"]): number {
  if (typeof details.people === "number") return details.people;
  return Array.isArray(details.members) ? details.members.length : 0;
}

function firstOf(details: AuditRow["details"], names: AuditRow["names"]): string | undefined {
  const ids = [details.members, details.departments, [details.person_id]].find((one) => Array.isArray(one) && one[0]);
  const first = (ids as unknown[] | undefined)?.[0];
  return typeof first === "string" ? names[first] : undefined;
}
