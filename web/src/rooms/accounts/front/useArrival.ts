import { useNavigate, useSearch } from "@tanstack/react-router";
import { queries } from "@/app/me";
import { type ArrivalSearch, arrivalSearch } from "./arrivalSearch";

/** Ways on from the pages of those who are not in yet. */
export function useArrival() {
  const navigate = useNavigate();
  // Cleaned here too: the router keeps what a route does not name.
  const { next, ended } = arrivalSearch(useSearch({ strict: false })) as ArrivalSearch;

  /** What was fetched as a guest, or as the person before, is nobody's business now. */
  function forget() {
    queries.clear();
  }

  return {
    ended,
    arrive: () => {
      forget();
      void navigate({ href: next ?? "/messages", replace: true });
    },
    toNewOrganisation: () => {
      forget();
      void navigate({ href: "/organisations/new", replace: true });
    },
    toSignIn: () => void navigate({ href: "/sign-in" }),
  };
}
