import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import { usePages } from "@/kit/usePages";
import type { ActsCounted, AuditRow, Keeping, KeptSearch } from "../../calls";
import { type AuditSearch, type Wanted, wantedOf } from "./auditSearch";

const PATH = "/api/organisations/{organisation_id}/audit";
const keysOf = (org: string) => ["organisation", org, "audit"];
const at = (org: string) => ({ organisation_id: org });

export function useAudit(org: string, wanted: Wanted) {
  return usePages<AuditRow>(
    [...keysOf(org), wanted],
    (after) => take(api.GET(PATH, { params: { path: at(org), query: { limit: 100, ...wanted, ...after } } })),
    // Written by every act of every admin: what was fetched a while ago is old.
    { staleTime: 0 },
  );
}

/** How many acts there were on each day here. */
export function useCounts(org: string, wanted: Wanted, drawn: string | undefined) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useQuery<ActsCounted, Problem>({
    queryKey: [...keysOf(org), "days", wanted, drawn, zone],
    queryFn: () =>
      take(api.GET(`${PATH}/days`, { params: { path: at(org), query: { ...wanted, ...(drawn && { drawn }), zone } } })),
    staleTime: 0,
    placeholderData: (before) => before,
  });
}

export function useSearches(org: string) {
  return useQuery<KeptSearch[], Problem>({
    queryKey: [...keysOf(org), "searches"],
    queryFn: () => take(api.GET(`${PATH}/searches`, { params: { path: at(org) } })),
  });
}

function useActs(org: string, what: string) {
  const client = useQueryClient();
  return { onSuccess: () => client.invalidateQueries({ queryKey: [...keysOf(org), what] }) };
}

export function useKeepSearch(org: string) {
  return useMutation<unknown, Problem, { name: string; search: AuditSearch }>({
    mutationFn: ({ name, search }) => {
      const { days, ...rest } = search;
      const body = { name, wanted: wantedOf(rest), ...(days && { days: Number(days) }) };
      return take(api.POST(`${PATH}/searches`, { params: { path: at(org) }, body }));
    },
    ...useActs(org, "searches"),
  });
}

export function useDropSearch(org: string) {
  return useMutation<unknown, Problem, string>({
    mutationFn: (id) =>
      take(api.DELETE(`${PATH}/searches/{search_id}`, { params: { path: { ...at(org), search_id: id } } })),
    ...useActs(org, "searches"),
  });
}

export function useKeeping(org: string) {
  return useQuery<Keeping, Problem>({
    queryKey: [...keysOf(org), "keeping"],
    queryFn: () => take(api.GET(`${PATH}/keeping`, { params: { path: at(org) } })),
  });
}

export function useSetKeeping(org: string) {
  return useMutation<unknown, Problem, { days: number }>({
    mutationFn: (body) => take(api.PUT(`${PATH}/keeping`, { params: { path: at(org) }, body })),
    ...useActs(org, "keeping"),
  });
}

export type Form = "csv" | "json" | "bundle";

/** Where the acts of a search, or one alone, are to be had as a file. */
export function fileOf(org: string, form: Form, wanted: Wanted | { act: number }): string {
  const query = new URLSearchParams({ form });
  for (const [name, value] of Object.entries(wanted)) query.set(name, String(value));
  return `/api/organisations/${org}/audit/file?${query}`;
}
