import { useNavigate, useSearch } from "@tanstack/react-router";
import { type MembersSearch, membersSearch } from "./membersSearch";

/** What the page of members shows, read from the address and written there. */
export function useMembersPage(org: string) {
  const search = membersSearch(useSearch({ strict: false })) as MembersSearch;
  const navigate = useNavigate();
  /** A pane that opens is a step one can go back from; a list narrowed otherwise is not. */
  const set = (change: { [K in keyof MembersSearch]?: MembersSearch[K] | undefined }) => {
    const opens = Boolean(change.member || change.invite) && !search.member && !search.invite;
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ to: `/admin/${org}/members`, search: Object.fromEntries(next) as never, replace: !opens });
  };
  return { search, set };
}
