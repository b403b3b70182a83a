import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import type { Page, Shape } from "@/app/types";
import type { Outcome, RosterImport, RosterRow } from "../../calls";
import { refresh } from "../../queries";

const BUSY: RosterImport["state"][] = ["reading", "applying"];

const keys = {
  all: (org: string) => ["organisation", org, "imports"],
  one: (org: string, id: string) => ["organisation", org, "imports", id],
};

export function useImports(org: string) {
  return useQuery<RosterImport[], Problem>({
    queryKey: [...keys.all(org), "list"],
    queryFn: async () => {
      const params = { path: { organisation_id: org } };
      return (await take(api.GET("/api/organisations/{organisation_id}/roster-imports", { params }))).items;
    },
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.some((one) => BUSY.includes(one.state)) ? 2000 : false),
  });
}

/** One import; asked again and again while the server works on it. */
export function useImport(org: string, id: string) {
  return useQuery<RosterImport, Problem>({
    queryKey: keys.one(org, id),
    queryFn: () =>
      take(
        api.GET("/api/organisations/{organisation_id}/roster-imports/{import_id}", {
          params: { path: { organisation_id: org, import_id: id } },
        }),
      ),
    refetchInterval: (query) => (query.state.data && BUSY.includes(query.state.data.state) ? 600 : false),
  });
}

export function useRows(org: string, id: string, outcome: Outcome | undefined) {
  return useInfiniteQuery<Page<RosterRow>, Problem, { items: RosterRow[] }, readonly unknown[], string | undefined>({
    queryKey: [...keys.one(org, id), "rows", outcome],
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/organisations/{organisation_id}/roster-imports/{import_id}/rows", {
          params: {
            path: { organisation_id: org, import_id: id },
            query: { limit: 200, ...(outcome && { outcome }), ...(pageParam && { after: pageParam }) },
          },
        }),
      ),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
  });
}

export function useUpload(org: string) {
  const client = useQueryClient();
  return useMutation<{ id: string }, Problem, File>({
    mutationFn: (file) => {
      const form = new FormData();
      form.append("file", file, file.name);
      // The document describes the form to people; its types know of JSON only.
      const upload = { body: form, bodySerializer: () => form } as unknown as { body: { file: string } };
      return take(
        api.POST("/api/organisations/{organisation_id}/roster-imports", {
          params: { path: { organisation_id: org } },
          ...upload,
        }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [...keys.all(org), "list"] }),
  });
}

export function useApplyImport(org: string, id: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, Shape<"Attestation">>({
    mutationFn: (body) =>
      take(
        api.POST("/api/organisations/{organisation_id}/roster-imports/{import_id}/attestation", {
          params: { path: { organisation_id: org, import_id: id } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.one(org, id), exact: true }),
  });
}

export function useDiscard(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: (id) =>
      take(
        api.DELETE("/api/organisations/{organisation_id}/roster-imports/{import_id}", {
          params: { path: { organisation_id: org, import_id: id } },
        }),
      ),
    onSuccess: () => refresh(client, org),
  });
}
