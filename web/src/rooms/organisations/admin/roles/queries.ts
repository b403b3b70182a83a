import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useLanguage } from "@/app/i18n";
import type { Problem } from "@/app/problem";
import { usePages } from "@/kit/usePages";
import type { Grant, HeldPower, Holders, NewGrant, PowerWords, Role } from "../../calls";

const key = (org: string) => ["organisation", org, "roles"];
const at = (org: string) => ({ params: { path: { organisation_id: org } } });
const page = (org: string, after: { after?: string }) => ({
  params: { path: { organisation_id: org }, query: { limit: 100, ...after } },
});

/** Everything one may be allowed to do, in the language of the screen. */
export function usePowers(org: string) {
  const language = useLanguage();
  return useQuery<PowerWords[], Problem>({
    queryKey: [...key(org), "powers", language],
    queryFn: () => take(api.GET("/api/organisations/{organisation_id}/powers", at(org))),
    staleTime: 600_000,
  });
}

export function useRoles(org: string) {
  return usePages<Role>([...key(org), "list"], (after) =>
    take(api.GET("/api/organisations/{organisation_id}/roles", page(org, after))),
  );
}

export function useGrants(org: string) {
  return usePages<Grant>([...key(org), "grants"], (after) =>
    take(api.GET("/api/organisations/{organisation_id}/grants", page(org, after))),
  );
}

/** Makes a role and tells its id, or with an id changes it. */
export function useSaveRole(org: string) {
  const client = useQueryClient();
  return useMutation<{ id: string } | undefined, Problem, { id?: string; name: string; powers: string[] }>({
    mutationFn: ({ id, ...body }) =>
      id
        ? take(
            api.PATCH("/api/organisations/{organisation_id}/roles/{role_id}", {
              params: { path: { organisation_id: org, role_id: id } },
              body,
            }),
          )
        : take(api.POST("/api/organisations/{organisation_id}/roles", { ...at(org), body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(org) }),
  });
}

export function useDeleteRole(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: (role) =>
      take(
        api.DELETE("/api/organisations/{organisation_id}/roles/{role_id}", {
          params: { path: { organisation_id: org, role_id: role } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(org) }),
  });
}

export function useGrant(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, NewGrant>({
    mutationFn: (body) => take(api.POST("/api/organisations/{organisation_id}/grants", { ...at(org), body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(org) }),
  });
}

export function useRevoke(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: (grant) =>
      take(
        api.DELETE("/api/organisations/{organisation_id}/grants/{grant_id}", {
          params: { path: { organisation_id: org, grant_id: grant } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(org) }),
  });
}

export function usePowersOf(org: string, member: string | undefined) {
  const language = useLanguage();
  return useQuery<HeldPower[], Problem>({
    queryKey: [...key(org), "of", member, language],
    queryFn: () =>
      take(
        api.GET("/api/organisations/{organisation_id}/members/{member_id}/powers", {
          params: { path: { organisation_id: org, member_id: member ?? "" } },
        }),
      ),
    enabled: Boolean(member),
  });
}

export function useHolders(org: string, power: string | undefined, department: string | undefined) {
  return useQuery<Holders, Problem>({
    queryKey: [...key(org), "holders", power, department],
    queryFn: () =>
      take(
        api.GET("/api/organisations/{organisation_id}/powers/{power}/holders", {
          params: {
            path: { organisation_id: org, power: power ?? "" },
            query: { ...(department && { department_id: department }) },
          },
        }),
      ),
    enabled: Boolean(power),
  });
}
