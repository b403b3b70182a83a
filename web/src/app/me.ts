/** Who is signed in on this device. */
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, take } from "./api";
import { Problem } from "./problem";
import { Queries } from "./queries";
import type { Shape } from "./types";

export const queries = new Queries({
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

export const deploymentQuery = queryOptions<Shape<"Deployment">>({
  queryKey: ["deployment"],
  queryFn: () => take(api.GET("/api/deployment")),
});

const HERE = "tocsin.here";

/** Whether somebody has been signed in on this device; it is then worth asking at once who is. */
function wasHere(): boolean {
  try {
    return localStorage.getItem(HERE) !== null;
  } catch {
    return false;
  }
}

function noteHere(here: boolean): void {
  try {
    if (here) localStorage.setItem(HERE, "1");
    else localStorage.removeItem(HERE);
  } catch {
    // Then it is asked for each time.
  }
}

/** On a device nobody has signed in on, what the server is comes first: a visitor is not refused what nobody asked for. */
async function checkSomebody(): Promise<void> {
  if (wasHere()) return;
  const deployment = await queries.fetchQuery({ ...deploymentQuery, staleTime: 0, retry: false });
  if (!deployment.signed_in) throw new Problem({ code: "signed_out", status: 401 });
}

export const meQuery = queryOptions<Me>({
  queryKey: ["me"],
  queryFn: async () => {
    await checkSomebody();
    try {
      const asked = [take(api.GET("/api/me")), take(api.GET("/api/me/memberships"))] as const;
      const [account, memberships] = await Promise.all(asked);
      noteHere(true);
      return { ...account, ...memberships };
    } catch (error) {
      if (error instanceof Problem && error.status === 401) noteHere(false);
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The signed-in person; inside the shell it is always there. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** What an organisation of one's own is called; nothing for others. */
export function organisationName(me: Me, organisationId: string): string {
  return me.memberships.find((one) => one.organisation.id === organisationId)?.organisation.name ?? "";
}

/** Whether the signed-in person holds a power in an organisation: decides what is shown; the server decides what is allowed. */
export function holds(me: Me, organisationId: string, power: string): boolean {
  const membership = me.memberships.find((one) => one.organisation.id === organisationId);
  return membership !== undefined && (membership.main_admin || membership.powers.includes(power));
}
