import { useNavigate, useSearch } from "@tanstack/react-router";
import { meetLanguage } from "@/app/account-language";
import { setAppearance, type Theme } from "@/app/appearance";
import { cameBack } from "@/app/leaving";
import { type Me, meQuery, queries } from "@/app/me";
import { type ArrivalSearch, arrivalSearch } from "./arrivalSearch";

/** The language and theme that the person chose elsewhere; a device of its own choice keeps it until then. */
async function takeAppearance() {
  // Not told who one is, the next page asks again and says why.
  const me = await queries.fetchQuery(meQuery).catch(() => null);
  // Without its words one comes in as one stood at the door.
  if (me) await meetLanguage(me).catch(() => undefined);
  if (me?.theme) setAppearance({ theme: me.theme as Theme });
  return me;
}

/** The first page of somebody who came without an address: an invitation that waits, or the ways to belong. */
function homeOf(me: Me | null): string {
  if (!me || me.memberships.length > 0) return "/messages";
  return me.invitations > 0 ? "/invitations" : "/directory";
}

/** Ways on from the pages of those who are not in yet. */
export function useArrival() {
  const navigate = useNavigate();
  // Cleaned here too: the router keeps what a route does not name.
  const { next, ended } = arrivalSearch(useSearch({ strict: false })) as ArrivalSearch;

  /** What was fetched as a guest, or as the person before, is nobody's business now. */
  function forget() {
    cameBack();
    queries.clear();
  }

  /** In, and on to an address that takes the place of this one. */
  async function arriveAt(href?: string) {
    forget();
    const me = await takeAppearance();
    await navigate({ href: href ?? homeOf(me), replace: true });
  }

  return {
    ended,
    next,
    arriveAt,
    arrive: () => void arriveAt(next),
    toNewOrganisation: () => void arriveAt("/organisations/new"),
    toFounding: () => void navigate({ href: "/organisations/new" }),
    toOwn: () => void navigate({ href: homeOf(queries.getQueryData(meQuery.queryKey) ?? null) }),
    toSignIn: () => void navigate({ href: "/sign-in" }),
  };
}
