import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { ProofActs } from "@/kit/ProofActs";
import { full } from "@/kit/time";
import type { AuditRow } from "../../calls";
import css from "./AuditList.module.css";
import { fileOf } from "./queries";
import { useFieldWords } from "./useFieldWords";

/** What of an act is told beside its changes, in this order; what is not named here is of use to programs alone. */
const TOLD = [
  "role_id",
  "scope",
  "department_id",
  "powers",
  "added",
  "removed",
  "members",
  "departments",
  "reason",
  "handover_member_id",
  "reports",
  "headed",
  "how",
  "state",
  "basis",
  "joining",
  "recall_within",
  "edit_within",
  "locations",
  "link_cards",
  "mention_all_up_to",
  "forwarding_out",
  "people",
  "made",
  "changed",
  "left",
  "form",
  "whole_phones",
  "files",
  "messages",
  "act",
  "needs",
  "by",
  "about",
  "acts",
];

interface Props {
  org: string;
  row: AuditRow;
}

/** Everything that is recorded of an act. */
export function Facts({ org, row }: Props) {
  const { t } = useTranslation("organisations");
  const language = useLanguage();
  const words = useFieldWords(org);
  const { details, changes, names, device } = row;
  const compared = new Set(changes.map((one) => one.field));
  const fields = ((details.fields as string[] | undefined) ?? []).filter(
    (one) => !compared.has(one) && !SPLIT.has(one),
  );
  const told = TOLD.filter((field) => !compared.has(field) && !isEmpty(details[field]));
  return (
    <dl className={css.facts}>
      <Fact label={t("audit.when")}>{full(new Date(row.at), language)}</Fact>
      {row.why ? <Fact label={t("audit.why")}>{row.why}</Fact> : null}
      {changes.map((one) => (
        <Fact key={one.field} label={t(`audit.fields.${one.field}`, { defaultValue: one.field })}>
          {one.before === null && ADDED.has(one.field) ? null : (
            <>
              <del>{words(one.field, one.before, names)}</del> →{" "}
            </>
          )}
          <ins>{words(one.field, one.after, names)}</ins>
        </Fact>
      ))}
      {fields.length > 0 ? (
        <Fact label={t("audit.changedFields")}>
          {fields.map((one) => t(`audit.fields.${one}`, { defaultValue: one })).join(t("audit.comma"))}
        </Fact>
      ) : null}
      {row.subject?.name && row.subject.kind === "other" ? (
        <Fact label={t("audit.fields.name")}>{row.subject.name}</Fact>
      ) : null}
      {row.kind === "messaging.export_asked" || details.since || details.until ? (
        <Fact label={t("audit.fields.period")}>
          <Period since={details.since} until={details.until} />
        </Fact>
      ) : null}
      {told.map((field) => (
        <Fact key={field} label={t(`audit.fields.${field}`)}>
          {words(field, details[field], names)}
        </Fact>
      ))}
      <Fact label={t("audit.where")}>
        {device ? t("audit.device", { device: device.device, address: device.address }) : t("audit.noDevice")}
      </Fact>
      {row.power ? <Fact label={t("audit.power")}>{words("powers", row.power, names)}</Fact> : null}
      {row.whole ? null : <Fact label={t("audit.left")}>{t("audit.leftOut")}</Fact>}
    </dl>
  );
}

/** What proves the act, to whoever asks. */
export function Proof({ org, row }: Props) {
  return (
    <div className={css.acts}>
      <ProofActs proof={{ path: fileOf(org, "bundle", { act: row.id }), name: "audit-evidence.json" }} />
    </div>
  );
}

/** Of which days something was taken out; the end is the midnight after the last. */
function Period({ since, until }: { since: unknown; until: unknown }) {
  const { t, i18n } = useTranslation("organisations");
  const day = (at: unknown, earlier: number) =>
    typeof at === "string"
      ? new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(new Date(Date.parse(at) - earlier))
      : "";
  const days = { since: day(since, 0), until: day(until, 1) };
  if (days.since && days.until) return t("audit.period.range", days);
  if (days.since) return t("audit.period.since", days);
  return days.until ? t("audit.period.until", days) : t("audit.period.all");
}

/** Names that an act gives and that nothing was before. */
const ADDED = new Set(["q", "groups", "merged"]);

/** Told by the parts of it that changed. */
const SPLIT = new Set(["settings"]);

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
