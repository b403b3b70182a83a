import { ScrollText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { AuditRow } from "../../calls";
import { VirtualList } from "../../lists/VirtualList";
import css from "./AuditList.module.css";
import { useAudit } from "./queries";

interface Props {
  org: string;
  kind: string | undefined;
  by: string | undefined;
}

/** One act a line: when, who, what, to whom, why. */
export function AuditList({ org, kind, by }: Props) {
  const { t } = useTranslation("organisations");
  const audit = useAudit(org, { kind, by });
  if (audit.isPending) return <Skeleton rows={8} avatar={false} />;
  if (audit.error) return <ErrorState problem={audit.error} retry={() => void audit.refetch()} />;
  const { items } = audit.data;
  return (
    <VirtualList
      items={items}
      keyOf={(row) => String(row.id)}
      height={44}
      still
      label={t("admin.nav.audit")}
      more={audit.hasNextPage && !audit.isFetchingNextPage ? () => void audit.fetchNextPage() : undefined}
      foot={
        items.length === 0 ? (
          <EmptyState icon={<ScrollText />} title={t("audit.empty")} hint={t("audit.emptyHint")} />
        ) : null
      }
      row={(row) => <AuditLine row={row} />}
    />
  );
}

function AuditLine({ row }: { row: AuditRow }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const many = countOf(row.details);
  return (
    <div className={phone ? css.line : css.row}>
      <When at={row.at} className={css.at} />
      <span className={css.actor}>{row.actor ? (row.actor.name ?? t("audit.someone")) : t("audit.system")}</span>
      <span className={css.kind}>
        {t(`audit.kinds.${row.kind}`, { defaultValue: row.kind })}
        {many > 1 ? ` · ${t("people.count", { count: many })}` : ""}
      </span>
      <span className={css.subject}>{[row.subject?.name, row.why].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

/** How many members one act was about. */
function countOf(details: Record<string, unknown>): number {
  if (typeof details.people === "number") return details.people;
  return Array.isArray(details.members) ? details.members.length : 0;
}
