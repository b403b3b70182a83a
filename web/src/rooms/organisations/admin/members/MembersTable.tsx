import { UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { isLost } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { VirtualList } from "@/kit/VirtualList";
import type { MemberRow } from "../../calls";
import { MemberLine } from "../../lists/MemberLine";
import { useMembers } from "../../queries";
import { MemberCells } from "./MemberCells";
import css from "./MembersTable.module.css";
import type { MembersSearch } from "./membersSearch";

interface Props {
  org: string;
  search: MembersSearch;
  open: (member: string) => void;
}

/** The members that pass the filters, as many as there are. */
export function MembersTable({ org, search, open }: Props) {
  const { t } = useTranslation("organisations");
  const phone = useIsPhone();
  const members = useMembers(org, {
    ...(search.q && { q: search.q }),
    status: search.status ?? "present",
    ...(search.kind && { kind: search.kind }),
    ...(search.department && { department_id: search.department, deep: true }),
  });
  if (members.isPending) return <Skeleton rows={8} />;
  if (isLost(members)) return <ErrorState problem={members.error} retry={() => void members.refetch()} />;
  const { items } = members.data;
  const filtered = Boolean(search.q || search.status || search.kind || search.department);
  return (
    <VirtualList
      items={items}
      keyOf={(member) => member.id}
      height={52}
      label={t("directory.members")}
      more={members.hasNextPage && !members.isFetchingNextPage ? () => void members.fetchNextPage() : undefined}
      head={phone ? null : <Heads />}
      foot={items.length === 0 ? <Nobody filtered={filtered} /> : null}
      row={(member) => <Row member={member} open={open} chosen={member.id === search.member} phone={phone} />}
    />
  );
}

function Heads() {
  const { t } = useTranslation("organisations");
  return (
    <div className={`${css.row} ${css.heads}`} aria-hidden="true">
      <span>{t("members.columns.name")}</span>
      <span>{t("members.columns.departments")}</span>
      <span>{t("members.columns.phone")}</span>
      <span>{t("members.columns.status")}</span>
    </div>
  );
}

function Row(props: { member: MemberRow; open: (member: string) => void; chosen: boolean; phone: boolean }) {
  const { member, open, chosen, phone } = props;
  return (
    <button
      type="button"
      className={phone ? css.line : css.row}
      aria-current={chosen ? "true" : undefined}
      onClick={() => open(member.id)}
    >
      {phone ? <MemberLine member={member} /> : <MemberCells member={member} />}
    </button>
  );
}

function Nobody({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation("organisations");
  return filtered ? (
    <EmptyState icon={<UsersRound />} title={t("members.noneFound")} hint={t("members.noneFoundHint")} />
  ) : (
    <EmptyState icon={<UsersRound />} title={t("members.empty")} hint={t("members.emptyHint")} />
  );
}
