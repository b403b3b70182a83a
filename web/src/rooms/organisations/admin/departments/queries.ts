import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import type { DepartmentChange } from "../../calls";
import { refresh } from "../../queries";

function at(org: string, department: string) {
  return { params: { path: { organisation_id: org, department_id: department } } };
}

export function useMakeDepartment(org: string) {
  const client = useQueryClient();
  return useMutation<{ id: string }, Problem, { name: string; parent_id: string | null }>({
    mutationFn: (body) =>
      take(
        api.POST("/api/organisations/{organisation_id}/departments", {
          params: { path: { organisation_id: org } },
          body,
        }),
      ),
    onSuccess: () => refresh(client, org),
  });
}

export function useChangeDepartment(org: string, department: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, DepartmentChange>({
    mutationFn: (body) =>
      take(
        api.PATCH("/api/organisations/{organisation_id}/departments/{department_id}", {
          ...at(org, department),
          body,
        }),
      ),
    onSuccess: () => refresh(client, org),
  });
}

export function useSetHeads(org: string, department: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string[]>({
    mutationFn: (member_ids) =>
      take(
        api.PUT("/api/organisations/{organisation_id}/departments/{department_id}/heads", {
          ...at(org, department),
          body: { member_ids },
        }),
      ),
    onSuccess: () => refresh(client, org),
  });
}

export function useDeleteDepartment(org: string, department: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem>({
    mutationFn: () =>
      take(api.DELETE("/api/organisations/{organisation_id}/departments/{department_id}", at(org, department))),
    onSuccess: () => refresh(client, org),
  });
}
