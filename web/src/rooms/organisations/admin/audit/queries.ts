import { api, take } from "@/app/api";
import { usePages } from "@/kit/usePages";
import type { AuditRow } from "../../calls";

export interface Narrowed {
  kind?: string | undefined;
  /** A person. */
  by?: string | undefined;
  /** A member. */
  about?: string | undefined;
  since?: string | undefined;
}

export function useAudit(org: string, filter: Narrowed) {
  const narrowed = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
  return usePages<AuditRow>(
    ["organisation", org, "audit", filter],
    (after) =>
      take(
        api.GET("/api/organisations/{organisation_id}/audit", {
          params: { path: { organisation_id: org }, query: { limit: 100, ...narrowed, ...after } },
        }),
      ),
    // Written by every act of every admin: what was fetched a while ago is old.
    { staleTime: 0 },
  );
}
