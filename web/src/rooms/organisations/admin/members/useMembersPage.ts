import { useNavigate, useSearch } from "@tanstack/react-router";
import { type MembersSearch, membersSearch } from "./membersSearch";

/** What the page of members shows, read from the address and written there. */
export function useMembersPage(org: string) {
  const search = membersSearch(useSearch({ strict: false })) as MembersSearch;
  const navigate = useNavigate();
  const set = (change: { [K in keyof MembersSearch]?: MembersSearch[K] | undefined }) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ to: `/admin/${org}/members`, search: Object.fromEntries(next) as never, replace: true });
  };
  return { search, set };
}
