import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useLanguage } from "@/app/i18n";
import { deploymentQuery, meQuery, useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import type {
  Account,
  Agreement,
  CastAccount,
  CodeOutcome,
  CodePurpose,
  CodeSent,
  DeviceSession,
  MeChange,
  NewAccount,
  PasswordChange,
  PresenceIn,
} from "./calls";

/** Keys begin as the server names them when it says that something changed. */
export const keys = {
  deployment: deploymentQuery.queryKey,
  cast: ["deployment", "cast"],
  agreements: ["agreements"],
  me: meQuery.queryKey,
  sessions: (person: string) => ["person", person, "sessions"],
};

/** What this server is; with `watch`, again every second while the sample organisation is being loaded. */
export function useDeployment({ watch = false } = {}) {
  return useQuery({
    ...deploymentQuery,
    refetchInterval: (query) => (watch && query.state.data?.sample.state === "loading" ? 1000 : false),
  });
}

export function useLoadSample() {
  const client = useQueryClient();
  return useMutation<unknown, Problem>({
    // Its people live by the clock of whoever loads it.
    mutationFn: () => {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      return take(api.POST("/api/deployment/sample", { params: { query: { zone } } }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.deployment, exact: true }),
  });
}

export function useCastAccounts() {
  return useQuery<CastAccount[], Problem>({
    queryKey: keys.cast,
    queryFn: async () => (await take(api.GET("/api/deployment/sample"))).accounts,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useRequestCode() {
  return useMutation<CodeSent, Problem, { phone?: string; purpose: CodePurpose }>({
    mutationFn: (body) => take(api.POST("/api/codes", { body })),
  });
}

export function useSignInByCode() {
  return useMutation<CodeOutcome, Problem, { phone: string; code: string; challenge: string }>({
    mutationFn: (body) => take(api.POST("/api/sessions/code", { body })),
  });
}

export function useSignInByPassword() {
  return useMutation<unknown, Problem, { identifier: string; password: string }>({
    mutationFn: (body) => take(api.POST("/api/sessions/password", { body })),
  });
}

/** In the language of the screen. */
export function useAgreements() {
  const language = useLanguage();
  return useQuery<Agreement[], Problem>({
    queryKey: [...keys.agreements, language],
    queryFn: () => take(api.GET("/api/agreements")),
    staleTime: 600_000,
  });
}

export function useRegister() {
  return useMutation<unknown, Problem, NewAccount>({
    mutationFn: (body) => take(api.POST("/api/accounts", { body })),
  });
}

export function useSignOut() {
  return useMutation<unknown, Problem>({
    mutationFn: () => take(api.DELETE("/api/sessions/current")),
  });
}

export function useChangeMe() {
  const client = useQueryClient();
  return useMutation<Account, Problem, MeChange>({
    mutationFn: (body) => take(api.PATCH("/api/me", { body })),
    onSuccess: keepAccount(client),
  });
}

/** The answer is the account with its new picture. */
function keepAccount(client: QueryClient) {
  return (account: Account) => client.setQueryData(keys.me, (me) => (me ? { ...me, ...account } : me));
}

export function useSetAvatar() {
  const client = useQueryClient();
  return useMutation<Account, Problem, Blob>({
    mutationFn: (picture) => {
      // The document calls bytes a string; what is sent is the picture itself.
      const raw = { body: "", bodySerializer: () => picture };
      return take(api.PUT("/api/me/avatar", { ...raw, headers: { "Content-Type": "application/octet-stream" } }));
    },
    onSuccess: keepAccount(client),
  });
}

export function useRemoveAvatar() {
  const client = useQueryClient();
  return useMutation<Account, Problem>({
    mutationFn: () => take(api.DELETE("/api/me/avatar")),
    onSuccess: keepAccount(client),
  });
}

export function useSayPresence() {
  const client = useQueryClient();
  return useMutation<Account["presence"], Problem, PresenceIn>({
    mutationFn: (body) => take(api.PUT("/api/me/presence", { body })),
    onSuccess: (presence) => client.setQueryData(keys.me, (me) => (me ? { ...me, presence } : me)),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation<unknown, Problem, PasswordChange>({
    mutationFn: (body) => take(api.PUT("/api/me/password", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
}

export function useSessions() {
  const me = useMe();
  return useQuery<DeviceSession[], Problem>({
    queryKey: keys.sessions(me.id),
    queryFn: () => take(api.GET("/api/me/sessions")),
  });
}

/** End one session, or with `null` all others. */
export function useEndSession() {
  const client = useQueryClient();
  const me = useMe();
  return useMutation<unknown, Problem, string | null>({
    mutationFn: (id) =>
      id
        ? take(api.DELETE("/api/me/sessions/{session_id}", { params: { path: { session_id: id } } }))
        : take(api.DELETE("/api/me/sessions")),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions(me.id) }),
  });
}
