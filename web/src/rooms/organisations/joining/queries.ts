import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { meQuery, useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import type { Invitation, InvitationTarget, JoinOutcome, JoinTarget } from "../calls";

export function useInvitations() {
  const me = useMe();
  return useQuery<Invitation[], Problem>({
    queryKey: ["person", me.id, "invitations"],
    queryFn: () => take(api.GET("/api/me/invitations")),
  });
}

/** Accept or refuse an invitation; membership changes what is shown everywhere. */
export function useAnswer() {
  const client = useQueryClient();
  const me = useMe();
  return useMutation<unknown, Problem, { member: string; accept: boolean }>({
    mutationFn: ({ member, accept }) => {
      const params = { path: { member_id: member } };
      return accept
        ? take(api.POST("/api/me/invitations/{member_id}/acceptance", { params, body: { consent: true } }))
        : take(api.POST("/api/me/invitations/{member_id}/refusal", { params }));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      await client.invalidateQueries({ queryKey: ["person", me.id, "invitations"] });
      await client.invalidateQueries({ queryKey: ["invitation"] });
    },
  });
}

/** What an invitation's link leads to, and whether it is for whoever looks. */
export function useInvitationTarget(code: string) {
  return useQuery<InvitationTarget, Problem>({
    queryKey: ["invitation", code],
    queryFn: () => take(api.GET("/api/invitations/{code}", { params: { path: { code } } })),
    retry: false,
  });
}

/** Where a link leads, and how one stands there; asked again while one's application waits. */
export function useJoinTarget(code: string) {
  return useQuery<JoinTarget, Problem>({
    queryKey: ["join", code],
    queryFn: () => take(api.GET("/api/join/{code}", { params: { path: { code } } })),
    refetchInterval: (query) =>
      query.state.data?.application === "pending" && !query.state.data.member ? 3000 : false,
    retry: false,
  });
}

export function useApply(code: string) {
  const client = useQueryClient();
  return useMutation<JoinOutcome, Problem, { name: string; note?: string }>({
    mutationFn: (body) => take(api.POST("/api/join/{code}", { params: { path: { code } }, body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["join"] });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}

/** Takes back one's waiting application to an organisation. */
export function useWithdraw() {
  const client = useQueryClient();
  return useMutation<unknown, Problem, string>({
    mutationFn: async (organisation) => {
      // While one waits there is no newer one to the same organisation.
      const query = { organisation_id: organisation, limit: 1 };
      const [waiting] = (await take(api.GET("/api/me/applications", { params: { query } }))).items;
      if (waiting?.state !== "pending") return;
      await take(
        api.DELETE("/api/me/applications/{application_id}", { params: { path: { application_id: waiting.id } } }),
      );
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["join"] });
      await client.invalidateQueries({ queryKey: ["person"] });
    },
  });
}
