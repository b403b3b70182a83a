import type { ReactNode } from "react";
import { isLost } from "@/app/problem";
import { ErrorState, Skeleton } from "@/kit/states";
import { VirtualList } from "@/kit/VirtualList";
import type { MemberQuery } from "../calls";
import { useMembers } from "../queries";
import { MemberLink } from "./MemberLink";
import type { Directory } from "./useDirectory";

interface Props {
  org: string;
  query: MemberQuery;
  directory: Directory;
  label: string;
  empty: ReactNode;
  /** With so many or fewer, `empty` is shown below them: one's own organisation begins with oneself. */
  few?: number;
  head?: ReactNode;
}

/** Members, as many as there are, fetched as one scrolls. */
export function MembersList({ org, query, directory, label, empty, few = 0, head }: Props) {
  const members = useMembers(org, query);
  if (members.isPending) return <Skeleton rows={8} />;
  if (isLost(members)) return <ErrorState problem={members.error} retry={() => void members.refetch()} />;
  const { items } = members.data;
  const more = members.hasNextPage && !members.isFetchingNextPage ? () => void members.fetchNextPage() : undefined;
  return (
    <VirtualList
      items={items}
      keyOf={(member) => member.id}
      height={64}
      label={label}
      more={more}
      head={head}
      foot={items.length <= few ? empty : null}
      row={(member) => <MemberLink member={member} open={member.id === directory.member} choose={directory.toMember} />}
    />
  );
}
