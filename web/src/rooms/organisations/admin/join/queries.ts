import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { once } from "@/app/once";
import type { Problem } from "@/app/problem";
import { usePages } from "@/kit/usePages";
import type { Application, JoinLink, MadeLink, NewLink } from "../../calls";
import { refresh } from "../../queries";

export function useApplications(org: string, enabled = true) {
  return usePages<Application>(
    ["organisation", org, "applications", "pending"],
    (after) =>
      take(
        api.GET("/api/organisations/{organisation_id}/applications", {
          params: { path: { organisation_id: org }, query: { state: "pending" as const, ...after } },
        }),
      ),
    { enabled },
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
  return usePages<JoinLink>(["organisation", org, "applications", "links"], (after) =>
    take(
      api.GET("/api/organisations/{organisation_id}/join-links", {
        params: { path: { organisation_id: org }, query: after },
      }),
    ),
  );
}

export function useMakeLink(org: string) {
  const client = useQueryClient();
  return useMutation<MadeLink, Problem, NewLink>({
    mutationFn: (asked) =>
      once(`link ${org}`, asked, (body) =>
        take(
          api.POST("/api/organisations/{organisation_id}/join-links", {
            params: { path: { organisation_id: org } },
            body,
          }),
        ),
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
