import { useInfiniteQuery } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import type { Page } from "@/app/types";
import type { AuditRow } from "../../calls";

export function useAudit(org: string, filter: { kind?: string | undefined; by?: string | undefined }) {
  return useInfiniteQuery<Page<AuditRow>, Problem, { items: AuditRow[] }, readonly unknown[], string | undefined>({
    queryKey: ["organisation", org, "audit", filter],
    queryFn: ({ pageParam: after }) => {
      const query = {
        limit: 100,
        ...(filter.kind && { kind: filter.kind }),
        ...(filter.by && { by: filter.by }),
        ...(after && { after }),
      };
      const params = { path: { organisation_id: org }, query };
      return take(api.GET("/api/organisations/{organisation_id}/audit", { params }));
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
    // Written by every act of every admin: what was fetched a while ago is old.
    staleTime: 0,
  });
}
