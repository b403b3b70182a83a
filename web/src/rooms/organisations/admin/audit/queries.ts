import { api, take } from "@/app/api";
import type { AuditRow } from "../../calls";
import { usePages } from "../../lists/usePages";

export function useAudit(org: string, filter: { kind?: string | undefined; by?: string | undefined }) {
  const narrowed = { ...(filter.kind && { kind: filter.kind }), ...(filter.by && { by: filter.by }) };
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
