import { FileCheck2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { isLost } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { VirtualList } from "@/kit/VirtualList";
import type { Outcome, RosterRow } from "../../calls";
import css from "./PreviewRows.module.css";
import { useRows } from "./queries";

interface Props {
  org: string;
  id: string;
  outcome: Outcome | undefined;
  label: string;
  /** Said where there are no such rows. */
  nothing: string;
}

/** The rows of the file with what becomes of each, and why. */
export function PreviewRows({ org, id, outcome, label, nothing }: Props) {
  const rows = useRows(org, id, outcome);
  if (rows.isPending) return <Skeleton rows={8} avatar={false} />;
  if (isLost(rows)) return <ErrorState problem={rows.error} retry={() => void rows.refetch()} />;
  const { items } = rows.data;
  return (
    <VirtualList
      items={items}
      keyOf={(row) => String(row.row)}
      height={48}
      still
      label={label}
      more={rows.hasNextPage && !rows.isFetchingNextPage ? () => void rows.fetchNextPage() : undefined}
      foot={items.length === 0 ? <EmptyState icon={<FileCheck2 />} title={nothing} /> : null}
      row={(row) => <PreviewRow row={row} />}
    />
  );
}

function PreviewRow({ row }: { row: RosterRow }) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const { name, phone: number, departments, post } = row.cells;
  return (
    <div className={phone ? css.line : css.row} data-outcome={row.outcome}>
      <span className={css.number} title={t("roster.rowOf", { row: row.row })}>
        {row.row}
      </span>
      <span className={css.outcome}>{t(`roster.outcomes.${row.outcome}`)}</span>
      <span className={css.name}>
        {name} <span className={css.quiet}>{number}</span>
      </span>
      <span className={css.where}>
        {departments} {post ? <span className={css.quiet}>{post}</span> : null}
      </span>
      <Because row={row} />
    </div>
  );
}

function Because({ row }: { row: RosterRow }) {
  const { t } = useTranslation("organisations");
  if (row.reasons.length === 0 && row.changes.length === 0) return <span />;
  return (
    <span className={css.why}>
      {row.reasons.map((reason) => (
        <span key={reason.code + reason.message}>{reason.message}</span>
      ))}
      {row.changes.map((change) => (
        <span key={change.field}>
          {t(`roster.fields.${change.field}`)}: <del>{change.before || t("common.none")}</del> →{" "}
          <ins>{change.after || t("common.none")}</ins>
        </span>
      ))}
    </span>
  );
}
