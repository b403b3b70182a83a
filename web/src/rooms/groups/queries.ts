/** Reads and acts of the register; the server names `organisation/<id>/groups` when it changes. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import { toast } from "@/kit/toast";
import { usePages } from "@/kit/usePages";
import type { Asked, GroupCard, GroupCounts, GroupRow, OwnRequest, SeatRow } from "./calls";

const of = (org: string, id: string) => ({ organisation_id: org, conversation_id: id });

/** The parts of a question that say something. */
export function queryOf({ filter, order, idle_days, department_id, q }: Asked) {
  return { filter, order, idle_days, ...(department_id && { department_id }), ...(q && { q }) };
}

export function useRegister(org: string, asked: Asked) {
  return usePages<GroupRow>(["organisation", org, "groups", asked], (after) => {
    const params = { path: { organisation_id: org }, query: { ...queryOf(asked), ...after } };
    return take(api.GET("/api/organisations/{organisation_id}/groups", { params }));
  });
}

export function useCounts(org: string, idleDays: number, department: string | undefined) {
  return useQuery<GroupCounts, Problem>({
    queryKey: ["organisation", org, "groups", "counts", idleDays, department],
    queryFn: () => {
      const query = { idle_days: idleDays, ...(department && { department_id: department }) };
      const params = { path: { organisation_id: org }, query };
      return take(api.GET("/api/organisations/{organisation_id}/group-counts", { params }));
    },
  });
}

/** One group, wherever it stands in what is shown of the register. */
export function useGroup(org: string, id: string) {
  return useQuery<GroupRow, Problem>({
    queryKey: ["organisation", org, "groups", id],
    queryFn: () => {
      const params = { path: of(org, id) };
      return take(api.GET("/api/organisations/{organisation_id}/groups/{conversation_id}", { params }));
    },
  });
}

export function useSeats(org: string, id: string) {
  return usePages<SeatRow>(["organisation", org, "groups", id, "members"], (after) => {
    const params = { path: of(org, id), query: after };
    return take(api.GET("/api/organisations/{organisation_id}/groups/{conversation_id}/members", { params }));
  });
}

/** An act of an admin; afterwards the register is read again. What is refused stands in the dialog that asked, or where the caller says. */
export function useGroupAct<T>(org: string, act: (what: T) => Promise<unknown>, done: string, then?: () => void) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, T>({
    mutationFn: act,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["organisation", org, "groups"] });
      toast(done);
      then?.();
    },
  });
}

export function handOver(org: string, id: string, person: string) {
  const path = "/api/organisations/{organisation_id}/groups/{conversation_id}/owner" as const;
  return take(api.PUT(path, { params: { path: of(org, id) }, body: { person_id: person } }));
}

export function takeOut(org: string, id: string, person: string) {
  const path = "/api/organisations/{organisation_id}/groups/{conversation_id}/members/{person_id}" as const;
  return take(api.DELETE(path, { params: { path: { ...of(org, id), person_id: person } } }));
}

export function merge(org: string, id: string, into: string) {
  const path = "/api/organisations/{organisation_id}/groups/{conversation_id}/merger" as const;
  return take(api.POST(path, { params: { path: of(org, id) }, body: { into_id: into } }));
}

export function warn(org: string, ids: string[], days: number) {
  const path = "/api/organisations/{organisation_id}/group-warnings" as const;
  return take(api.POST(path, { params: { path: { organisation_id: org } }, body: { group_ids: ids, days } }));
}

export function keepGroup(org: string, id: string) {
  const path = "/api/organisations/{organisation_id}/groups/{conversation_id}/warning" as const;
  return take(api.DELETE(path, { params: { path: of(org, id) } }));
}

export function useListed(org: string, q: string) {
  return usePages<GroupCard>(
    ["organisation", org, "listed-groups", q],
    (after) => {
      const params = { path: { organisation_id: org }, query: { ...(q && { q }), ...after } };
      return take(api.GET("/api/organisations/{organisation_id}/listed-groups", { params }));
    },
    { enabled: org !== "" },
  );
}

export const askedKey = (person: string) => ["person", person, "group-requests"];

/** One's own requests that wait. */
export function useAsked(person: string) {
  return useQuery<OwnRequest[], Problem>({
    queryKey: askedKey(person),
    queryFn: () => take(api.GET("/api/me/group-requests")),
  });
}
