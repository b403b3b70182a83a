import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";

/** Members of a group up to which everybody may mention all of it, until the organisation is known to have set otherwise. */
export const MENTION_ALL_UP_TO = 100;

export const rulesQuery = (id: string) =>
  queryOptions({
    queryKey: ["organisation", id, "messaging"],
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}/messaging", { params: { path: { organisation_id: id } } })),
    staleTime: 60_000,
  });

/** The rules that hold for a conversation: its organisation's, or between two people those of one's own first. */
export function useRules(organisation: string | null) {
  const me = useMe();
  const id = organisation ?? me.memberships[0]?.organisation.id ?? "";
  return useQuery({ ...rulesQuery(id), enabled: id !== "" }).data;
}
