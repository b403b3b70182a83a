import { useNavigate, useSearch } from "@tanstack/react-router";
import { setAppearance, type Theme } from "@/app/appearance";
import { setLanguage } from "@/app/i18n";
import { nearest } from "@/app/language";
import { cameBack } from "@/app/leaving";
import { meQuery, queries } from "@/app/me";
import { type ArrivalSearch, arrivalSearch } from "./arrivalSearch";

/** The language and theme that the person chose elsewhere; a device of its own choice keeps it until then. */
async function takeAppearance() {
  // Not told who one is, the next page asks again and says why.
  const me = await queries.fetchQuery(meQuery).catch(() => null);
  const language = nearest(me?.language);
  // Without its words one comes in as one stood at the door.
  if (language) await setLanguage(language).catch(() => undefined);
  if (me?.theme) setAppearance({ theme: me.theme as Theme });
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

  return {
    ended,
    arrive: () => {
      forget();
      void takeAppearance().finally(() => navigate({ href: next ?? "/messages", replace: true }));
    },
    toNewOrganisation: () => {
      forget();
      void navigate({ href: "/organisations/new", replace: true });
    },
    toSignIn: () => void navigate({ href: "/sign-in" }),
  };
}
