/** Reads and acts of imports; the server names `person/<id>/imports` while one goes on. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import type { Attestation, Import } from "../calls";

const LIST = "/api/organisations/{organisation_id}/conversation-imports" as const;
const ONE = "/api/organisations/{organisation_id}/conversation-imports/{import_id}" as const;

function going(one: Import | undefined): boolean {
  return one?.state === "reading" || one?.state === "applying";
}

export function useImports(org: string) {
  const me = useMe();
  return useQuery<Import[], Problem>({
    queryKey: ["person", me.id, "imports", org],
    queryFn: async () => (await take(api.GET(LIST, { params: { path: { organisation_id: org } } }))).items,
  });
}

/** One import. While it goes on it is looked at again, should the socket be away. */
export function useImport(org: string, id: string) {
  const me = useMe();
  return useQuery<Import, Problem>({
    queryKey: ["person", me.id, "imports", org, id],
    queryFn: () => take(api.GET(ONE, { params: { path: { organisation_id: org, import_id: id } } })),
    refetchInterval: (query) => (going(query.state.data) ? 2_000 : false),
  });
}

function useRefresh() {
  const client = useQueryClient();
  const me = useMe();
  return () => client.invalidateQueries({ queryKey: ["person", me.id, "imports"] });
}

export function useUpload(org: string) {
  const refresh = useRefresh();
  return useMutation<{ id: string }, Problem, File>({
    mutationFn: (file) => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const raw = { body: "", bodySerializer: () => file };
      const params = { path: { organisation_id: org }, query: { name: file.name, zone } };
      return take(api.POST(LIST, { params, headers: { "Content-Type": "application/octet-stream" }, ...raw }));
    },
    onSuccess: refresh,
  });
}

export function useApply(org: string, id: string) {
  const refresh = useRefresh();
  return useMutation<unknown, Problem, Attestation>({
    mutationFn: (body) => {
      const params = { path: { organisation_id: org, import_id: id } };
      return take(api.POST(`${ONE}/attestation`, { params, body }));
    },
    onSuccess: refresh,
  });
}

export function useDrop(org: string) {
  const refresh = useRefresh();
  return useMutation<unknown, Problem, string>({
    mutationFn: (id) => take(api.DELETE(ONE, { params: { path: { organisation_id: org, import_id: id } } })),
    onSettled: refresh,
  });
}
