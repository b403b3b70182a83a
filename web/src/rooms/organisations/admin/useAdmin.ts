import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "@/app/me";
import { rememberOrganisation } from "../directory/lastOrganisation";
import { carries } from "./places";

/** The organisation administered, and what this person may do there. */
export function useAdmin() {
  const me = useMe();
  const { org = "" } = useParams({ strict: false }) as { org?: string };
  const membership = me.memberships.find((one) => one.organisation.id === org);
  const mine = membership !== undefined;
  useEffect(() => {
    if (mine) rememberOrganisation(org);
  }, [org, mine]);
  return {
    org,
    me,
    membership,
    /** `may("member_invite")`: decides what is shown; the server decides what is done. */
    may: (power: string) => carries(membership, `organisations.${power}`),
  };
}
