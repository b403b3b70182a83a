import Button from "antd/es/button";
import { ScrollText } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { VirtualList } from "@/kit/VirtualList";
import { AuditLine } from "./AuditLine";
import type { Wanted } from "./auditSearch";
import { useAudit } from "./queries";

interface Props {
  org: string;
  wanted: Wanted;
  /** Above the acts, scrolls with them. */
  head: ReactNode;
  /** Takes the filters away, where there are any. */
  clear: (() => void) | undefined;
}

/** What admins did, a line each, the newest first. */
export function AuditList({ org, wanted, head, clear }: Props) {
  const { t } = useTranslation("organisations");
  const audit = useAudit(org, wanted);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  if (audit.isPending) return <Skeleton rows={8} avatar={false} />;
  if (isLost(audit)) return <ErrorState problem={audit.error} retry={() => void audit.refetch()} />;
  const { items } = audit.data;
  const toggle = (id: number) =>
    setOpen((was) => {
      const next = new Set(was);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <VirtualList
      items={items}
      keyOf={(row) => String(row.id)}
      height={44}
      head={head}
      label={t("admin.nav.audit")}
      more={audit.hasNextPage && !audit.isFetchingNextPage ? () => void audit.fetchNextPage() : undefined}
      foot={
        items.length === 0 ? (
          <Nothing clear={clear} />
        ) : audit.isFetchingNextPage ? (
          <Skeleton rows={2} avatar={false} />
        ) : null
      }
      row={(row) => <AuditLine org={org} row={row} open={open.has(row.id)} toggle={() => toggle(row.id)} />}
    />
  );
}

function Nothing({ clear }: Pick<Props, "clear">) {
  const { t } = useTranslation("organisations");
  if (!clear) return <EmptyState icon={<ScrollText />} title={t("audit.empty")} hint={t("audit.emptyHint")} />;
  return (
    <EmptyState
      icon={<ScrollText />}
      title={t("audit.noneFound")}
      hint={t("audit.noneFoundHint")}
      action={<Button onClick={clear}>{t("audit.clear")}</Button>}
    />
  );
}
