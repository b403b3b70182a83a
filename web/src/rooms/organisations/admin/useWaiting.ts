import { useMe } from "@/app/me";
import { useApplications } from "./join/queries";
import { carries } from "./places";

/** How many applications wait for a decision, for those who decide; of those read so far. */
export function useWaiting(org: string | null): number {
  const membership = useMe().memberships.find((one) => one.organisation.id === org);
  const applications = useApplications(org ?? "", carries(membership, "organisations.join_manage"));
  return applications.data?.items.length ?? 0;
}
