/** Reads and acts; the server names `person/<id>/exports` while an export goes on. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { language } from "@/app/language";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import { toastProblem } from "@/kit/toast";
import { usePages } from "@/kit/usePages";
import type { Export, GroupChoice, Period, Size, Subject } from "./calls";

const of = ({ id, org }: Subject) => ({ organisation_id: org ?? "", conversation_id: id });

function parts({ since, until }: Period) {
  return { ...(since && { since }), ...(until && { until }) };
}

/** How much an export would hold. */
export function useSize(subject: Subject, period: Period, enabled: boolean) {
  return useQuery<Size, Problem>({
    queryKey: ["export-size", subject.id, subject.org, period],
    enabled,
    staleTime: 30_000,
    queryFn: () =>
      subject.org
        ? take(
            api.GET("/api/organisations/{organisation_id}/groups/{conversation_id}/export-size", {
              params: { path: of(subject), query: parts(period) },
            }),
          )
        : take(
            api.GET("/api/conversations/{conversation_id}/export-size", {
              params: { path: { conversation_id: subject.id }, query: parts(period) },
            }),
          ),
  });
}

export interface Wanted extends Period {
  files: boolean;
  why: string;
}

/** Asks for an export; the list of one's exports is read again. */
export function useAsk(subject: Subject) {
  const refresh = useRefresh();
  return useMutation<{ id: string }, Problem, Wanted>({
    mutationFn: ({ files, why, ...period }) => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const body = { ...parts(period), files, zone, language: language() };
      return subject.org
        ? take(
            api.POST("/api/organisations/{organisation_id}/groups/{conversation_id}/exports", {
              params: { path: of(subject) },
              body: { ...body, why },
            }),
          )
        : take(
            api.POST("/api/conversations/{conversation_id}/exports", {
              params: { path: { conversation_id: subject.id } },
              body,
            }),
          );
    },
    onSuccess: refresh,
  });
}

function useRefresh() {
  const client = useQueryClient();
  const me = useMe();
  return () => client.invalidateQueries({ queryKey: ["person", me.id, "exports"] });
}

export function underWay(one: Export): boolean {
  return one.state === "waiting" || one.state === "writing";
}

/** One's own exports. While one is written they are looked at again, should the socket be away. */
export function useExports() {
  const me = useMe();
  return useQuery<Export[], Problem>({
    queryKey: ["person", me.id, "exports"],
    queryFn: async () => (await take(api.GET("/api/me/exports"))).items,
    refetchInterval: (query) => (query.state.data?.some(underWay) ? 3_000 : false),
  });
}

/** Stops an export, or deletes its archive. */
export function useRemove() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/me/exports/{export_id}", { params: { path: { export_id: id } } })),
    onError: toastProblem,
    onSettled: refresh,
  });
}

export function useGroups(org: string, q: string) {
  return usePages<GroupChoice>(["organisation", org, "groups", "exportable", q], (after) => {
    const params = { path: { organisation_id: org }, query: { ...(q && { q }), ...after } };
    return take(api.GET("/api/organisations/{organisation_id}/exportable-groups", { params }));
  });
}
