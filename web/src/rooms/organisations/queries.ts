import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { meQuery } from "@/app/me";
import { once } from "@/app/once";
import { asProblem, type Problem } from "@/app/problem";
import type { Page } from "@/app/types";
import type {
  CardOf,
  Department,
  DepartureIn,
  Kind,
  MemberCard,
  MemberChange,
  MemberQuery,
  MemberRow,
  NewMember,
  Organisation,
  OrganisationSettings,
} from "./calls";

/** Keys begin as the server names them in what it says has changed. */
export const keys = {
  organisation: (org: string) => ["organisation", org],
  departments: (org: string) => ["organisation", org, "directory", "departments"],
  members: (org: string) => ["organisation", org, "directory", "members"],
  card: (org: string, member: string) => ["organisation", org, "directory", "card", member],
};

const LIMIT = 100;

export function useOrganisation(org: string) {
  return useQuery<Organisation, Problem>({
    queryKey: [...keys.organisation(org), "profile"],
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}", { params: { path: { organisation_id: org } } })),
  });
}

export function useDepartments(org: string) {
  return useQuery<Department[], Problem>({
    queryKey: keys.departments(org),
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}/departments", { params: { path: { organisation_id: org } } })),
    staleTime: 60_000,
  });
}

/** Members page by page; the same for the directory, the administration and people pickers. */
export function useMembers(org: string, query: MemberQuery, { enabled = true } = {}) {
  return useInfiniteQuery<Page<MemberRow>, Problem, { items: MemberRow[] }, readonly unknown[], string | undefined>({
    queryKey: [...keys.members(org), query],
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/organisations/{organisation_id}/members", {
          params: { path: { organisation_id: org }, query: { limit: LIMIT, ...query, after: pageParam } },
        }),
      ),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
    placeholderData: (before) => before,
    enabled,
  });
}

export function useCard(org: string, member: string | undefined) {
  return useQuery<MemberCard, Problem>({
    queryKey: keys.card(org, member ?? ""),
    queryFn: () =>
      take(
        api.GET("/api/organisations/{organisation_id}/members/{member_id}", {
          params: { path: { organisation_id: org, member_id: member ?? "" } },
        }),
      ),
    enabled: Boolean(member),
  });
}

/** In which of one's organisations a person is met; a 404 means in none. */
export function useCardsOf(person: string) {
  return useQuery<CardOf[], Problem>({
    queryKey: ["person", person, "cards"],
    queryFn: () => take(api.GET("/api/people/{person_id}/cards", { params: { path: { person_id: person } } })),
  });
}

/** Everything about an organisation may have changed: fetch again what is on the screen. */
export function refresh(client: QueryClient, org: string) {
  return client.invalidateQueries({ queryKey: keys.organisation(org) });
}

export function useFoundOrganisation() {
  const client = useQueryClient();
  return useMutation<{ organisation_id: string }, Problem, { name: string; kind: Kind }>({
    mutationFn: (asked) => once("organisation", asked, (body) => take(api.POST("/api/organisations", { body }))),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}

export function useChangeOrganisation(org: string) {
  const client = useQueryClient();
  return useMutation<Organisation, Problem, { name?: string; settings?: OrganisationSettings }>({
    mutationFn: (body) =>
      take(api.PATCH("/api/organisations/{organisation_id}", { params: { path: { organisation_id: org } }, body })),
    onSuccess: async () => {
      await refresh(client, org);
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}

export function useInvite(org: string) {
  const client = useQueryClient();
  return useMutation<{ id: string }, Problem, NewMember>({
    mutationFn: (body) =>
      take(
        api.POST("/api/organisations/{organisation_id}/members", { params: { path: { organisation_id: org } }, body }),
      ),
    onSuccess: () => refresh(client, org),
  });
}

/** What to send to somebody invited; the same as long as the invitation is open. */
export function useInvitationLink(org: string, member: string) {
  return useQuery<{ code: string }, Problem>({
    queryKey: [...keys.card(org, member), "invitation-link"],
    queryFn: () =>
      take(
        api.GET("/api/organisations/{organisation_id}/members/{member_id}/invitation-link", {
          params: { path: { organisation_id: org, member_id: member } },
        }),
      ),
  });
}

export function useChangeMember(org: string, member: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, MemberChange>({
    mutationFn: (body) =>
      take(
        api.PATCH("/api/organisations/{organisation_id}/members/{member_id}", {
          params: { path: { organisation_id: org, member_id: member } },
          body,
        }),
      ),
    onSuccess: () => refresh(client, org),
  });
}

export function useRemoveMember(org: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, { member: string } & DepartureIn>({
    mutationFn: ({ member, ...body }) =>
      take(
        api.POST("/api/organisations/{organisation_id}/members/{member_id}/departure", {
          params: { path: { organisation_id: org, member_id: member } },
          body,
        }),
      ),
    onSuccess: () => refresh(client, org),
  });
}

/** The organisation among some that has a member; `null` when none has. */
export async function findMember(orgs: string[], member: string): Promise<string | null> {
  for (const org of orgs) {
    const params = { path: { organisation_id: org, member_id: member } };
    const found = await take(api.GET("/api/organisations/{organisation_id}/members/{member_id}", { params })).catch(
      (error: unknown) => {
        if (asProblem(error).status === 404 || asProblem(error).status === 422) return null;
        throw error;
      },
    );
    if (found) return org;
  }
  return null;
}

/** Suspend a member for a reason, or with `null` let them back in. */
export function useSuspend(org: string, member: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, { reason: string } | null>({
    mutationFn: (body) => {
      const at = { params: { path: { organisation_id: org, member_id: member } } };
      return body
        ? take(api.POST("/api/organisations/{organisation_id}/members/{member_id}/suspension", { ...at, body }))
        : take(api.DELETE("/api/organisations/{organisation_id}/members/{member_id}/suspension", at));
    },
    onSuccess: () => refresh(client, org),
  });
}

/** The whole phone number and address of a member: the audit log keeps who read them and why, and the member is told. */
export function useContact(org: string, member: string) {
  const client = useQueryClient();
  return useMutation<MemberCard, Problem, string | null>({
    mutationFn: (why) =>
      take(
        api.POST("/api/organisations/{organisation_id}/members/{member_id}/contact", {
          params: { path: { organisation_id: org, member_id: member } },
          body: { why },
        }),
      ),
    onSuccess: (card) => client.setQueryData(keys.card(org, member), card),
  });
}
