import { useQuery } from "@tanstack/react-query";
import { Navigate, useParams } from "@tanstack/react-router";
import { NotFound, Waiting } from "@/app/fallbacks";
import { useMe } from "@/app/me";
import { findMember } from "../queries";

/** A member's card by its id alone: looks in which of one's organisations it is. */
export default function Member() {
  const me = useMe();
  const { member = "" } = useParams({ strict: false }) as { member?: string };
  const mine = me.memberships.map((one) => one.organisation.id);
  const found = useQuery({ queryKey: ["member", member, mine], queryFn: () => findMember(mine, member) });
  if (found.isPending) return <Waiting />;
  if (!found.data) return <NotFound />;
  return <Navigate to={`/directory/${found.data}` as string} search={{ member } as never} replace />;
}
