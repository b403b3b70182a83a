/** Reads and acts; the server names `looks` when somebody looked at one, and `person/<id>/record` while a record is written. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useLanguage } from "@/app/i18n";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import { toastProblem } from "@/kit/toast";
import { usePages } from "@/kit/usePages";
import type { KeptRealm, Look, OwnEffect, RecordExport } from "./calls";

/** What is kept about one, by realm, in the language of the screen. */
export function useRecord() {
  const language = useLanguage();
  return useQuery<KeptRealm[], Problem>({
    queryKey: ["record", language],
    queryFn: async () => (await take(api.GET("/api/me/record"))).realms,
  });
}

/** Who looked at one. */
export function useLooks() {
  const language = useLanguage();
  return usePages<Look>(["looks", language], (after) =>
    take(api.GET("/api/me/record/looks", { params: { query: after } })),
  );
}

/** What one sent, confirmed and handled; it is read anew with each look at the page. */
export function useOwnEffects() {
  const language = useLanguage();
  return usePages<OwnEffect>(
    ["own-effects", language],
    (after) => take(api.GET("/api/me/record/effects", { params: { query: after } })),
    { staleTime: 0 },
  );
}

function useKey() {
  return ["person", useMe().id, "record"];
}

export function underWay(one: RecordExport): boolean {
  return one.state === "waiting" || one.state === "writing";
}

/** One's records. While one is written they are looked at again, should the socket be away. */
export function useRecords() {
  return useQuery<RecordExport[], Problem>({
    queryKey: useKey(),
    queryFn: async () => (await take(api.GET("/api/me/record/exports"))).items,
    refetchInterval: (query) => (query.state.data?.some(underWay) ? 3_000 : false),
  });
}

export function useAsk() {
  const client = useQueryClient();
  const queryKey = useKey();
  return useMutation<unknown, Problem>({
    mutationFn: () => take(api.POST("/api/me/record/exports")),
    onError: toastProblem,
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

/** Stops a record, or deletes its archive. */
export function useRemove() {
  const client = useQueryClient();
  const queryKey = useKey();
  return useMutation<unknown, Problem, string>({
    mutationFn: (id) => take(api.DELETE("/api/me/record/exports/{export_id}", { params: { path: { export_id: id } } })),
    onError: toastProblem,
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}
