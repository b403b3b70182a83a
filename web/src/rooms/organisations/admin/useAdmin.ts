import { useParams } from "@tanstack/react-router";
import { useMe } from "@/app/me";
import { carries } from "./places";

/** The organisation administered, and what this person may do there. */
export function useAdmin() {
  const me = useMe();
  const { org = "" } = useParams({ strict: false }) as { org?: string };
  const membership = me.memberships.find((one) => one.organisation.id === org);
  return {
    org,
    me,
    membership,
    /** `may("member_invite")`: decides what is shown; the server decides what is done. */
    may: (power: string) => carries(membership, `organisations.${power}`),
  };
}
