import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import type { LogKey, MadeWitness, NewWitness, Witness } from "../../calls";

const keyOf = (org: string) => ["organisation", org, "witnesses"];

export function useWitnesses(org: string) {
  return useQuery<Witness[], Problem>({
    queryKey: keyOf(org),
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}/witnesses", { params: { path: { organisation_id: org } } })),
  });
}

/** The public keys of the organisation's log, the newest first. */
export function useLogKeys(org: string) {
  return useQuery<LogKey[], Problem>({
    queryKey: ["organisation", org, "log-keys"],
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}/log-keys", { params: { path: { organisation_id: org } } })),
  });
}

export function useMakeWitness(org: string) {
  const client = useQueryClient();
  return useMutation<MadeWitness, Problem, NewWitness>({
    mutationFn: (body) =>
      take(
        api.POST("/api/organisations/{organisation_id}/witnesses", {
          params: { path: { organisation_id: org } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(org) }),
  });
}

export function useEndWitness(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: (witness) =>
      take(
        api.DELETE("/api/organisations/{organisation_id}/witnesses/{witness_id}", {
          params: { path: { organisation_id: org, witness_id: witness } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(org) }),
  });
}
