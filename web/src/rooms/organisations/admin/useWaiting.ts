import { useApplications } from "./join/queries";
import type { AdminPage } from "./places";

/** How many applications wait for a decision, for those who decide. */
export function useWaiting(org: string, pages: AdminPage[]): number {
  const applications = useApplications(org, pages.includes("join"));
  return applications.data?.items.length ?? 0;
}
