import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { meQuery, useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import type { Invitation, JoinPage } from "../calls";

const joinKey = (code: string) => ["join", code];

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
    },
  });
}

/** Where a link leads and how one's application stands; asked again while it waits. */
export function useJoinPage(code: string) {
  return useQuery<JoinPage, Problem>({
    queryKey: joinKey(code),
    queryFn: () => take(api.GET("/api/join/{code}", { params: { path: { code } } })),
    refetchInterval: (query) => (query.state.data?.state === "pending" ? 3000 : false),
    retry: false,
  });
}

export function useApply(code: string) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, { name: string; note?: string }>({
    mutationFn: (body) => take(api.POST("/api/join/{code}", { params: { path: { code } }, body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: joinKey(code) });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}
