import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import type { Page } from "@/app/types";
import type { Application, JoinLink, MadeLink, NewLink } from "../../calls";
import { refresh } from "../../queries";

export function useApplications(org: string, enabled = true) {
  return useInfiniteQuery<Page<Application>, Problem, { items: Application[] }, readonly unknown[], string | undefined>(
    {
      queryKey: ["organisation", org, "applications", "pending"],
      queryFn: ({ pageParam }) =>
        take(
          api.GET("/api/organisations/{organisation_id}/applications", {
            params: {
              path: { organisation_id: org },
              query: { status: "pending" as const, ...(pageParam && { after: pageParam }) },
            },
          }),
        ),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
      enabled,
    },
  );
}

export function useDecide(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, { application: string; accept: boolean; note?: string }>({
    mutationFn: ({ application, ...body }) =>
      take(
        api.POST("/api/organisations/{organisation_id}/applications/{application_id}/decision", {
          params: { path: { organisation_id: org, application_id: application } },
          body,
        }),
      ),
    onSettled: () => refresh(client, org),
  });
}

export function useJoinLinks(org: string) {
  return useQuery<JoinLink[], Problem>({
    queryKey: ["organisation", org, "applications", "links"],
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}/join-links", { params: { path: { organisation_id: org } } })),
  });
}

export function useMakeLink(org: string) {
  const client = useQueryClient();
  return useMutation<MadeLink, Problem, NewLink>({
    mutationFn: (body) =>
      take(
        api.POST("/api/organisations/{organisation_id}/join-links", {
          params: { path: { organisation_id: org } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["organisation", org, "applications", "links"] }),
  });
}

export function useRevokeLink(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: (link) =>
      take(
        api.DELETE("/api/organisations/{organisation_id}/join-links/{link_id}", {
          params: { path: { organisation_id: org, link_id: link } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["organisation", org, "applications", "links"] }),
  });
}
