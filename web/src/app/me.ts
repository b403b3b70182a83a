/** Who is signed in on this device. */
import { QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, take } from "./api";
import { Problem } from "./problem";
import type { Shape } from "./types";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays a refusal; only a lost network is worth another try.
      retry: (count, error) => error instanceof Problem && error.offline && count < 2,
      refetchOnWindowFocus: false,
      // Asked all the same where the browser thinks itself offline: the answer says so, and the screen with it.
      networkMode: "always",
      refetchOnReconnect: true,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** The account, and where the person belongs. */
export type Me = Shape<"Me"> & Shape<"OwnMemberships">;

export const meQuery = queryOptions<Me>({
  queryKey: ["me"],
  queryFn: async () => {
    const [account, memberships] = await Promise.all([take(api.GET("/api/me")), take(api.GET("/api/me/memberships"))]);
    return { ...account, ...memberships };
  },
  staleTime: 5 * 60_000,
});

export const deploymentQuery = queryOptions<Shape<"Deployment">>({
  queryKey: ["deployment"],
  queryFn: () => take(api.GET("/api/deployment")),
});

/** The signed-in person; inside the shell it is always there. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the signed-in person holds a power in an organisation: decides what is shown; the server decides what is allowed. */
export function holds(me: Me, organisationId: string, power: string): boolean {
  const membership = me.memberships.find((one) => one.organisation.id === organisationId);
  return membership !== undefined && (membership.main_admin || membership.powers.includes(power));
}
