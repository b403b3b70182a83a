import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "@/app/me";
import { type DirectorySearch, directorySearch } from "./directorySearch";
import { lastOrganisation, rememberOrganisation } from "./lastOrganisation";

/** Stands in the address for the whole organisation: a phone tells it from the list of departments. */
export const EVERYBODY = "all";
/** Stands in the address for people outside. */
export const EXTERNAL = "external";

/** Where in the directory one is, read from the address, and the ways to elsewhere. */
export function useDirectory() {
  const me = useMe();
  const navigate = useNavigate();
  const params = useParams({ strict: false }) as { org?: string; department?: string };
  const { q, member, contact } = directorySearch(useSearch({ strict: false })) as DirectorySearch;
  const mine = me.memberships.map((one) => one.organisation.id);
  const org = params.org && mine.includes(params.org) ? params.org : (lastOrganisation(mine) ?? undefined);

  useEffect(() => {
    if (org) rememberOrganisation(org);
  }, [org]);

  const go = (to: { org?: string; department?: string | undefined; search?: DirectorySearch; replace?: boolean }) => {
    const path = [`/directory/${to.org ?? org}`, to.department].filter(Boolean).join("/");
    const query = new URLSearchParams(Object.entries(to.search ?? {}).filter(([, value]) => value)).toString();
    void navigate({ href: query ? `${path}?${query}` : path, replace: to.replace ?? false });
  };
  return {
    me,
    org,
    /** The chosen department; none for the whole organisation. */
    department: params.department === EVERYBODY || params.department === EXTERNAL ? undefined : params.department,
    external: params.department === EXTERNAL,
    /** Whether anything is chosen, be it everybody. */
    chosen: Boolean(params.department),
    q: q ?? "",
    member,
    contact,
    toOrganisation: (next: string) => go({ org: next }),
    toDepartment: (next: string | undefined) => go({ department: next }),
    toMember: (next: string | undefined) => go({ department: params.department, search: { q, member: next } }),
    toContact: (next: string | undefined) => go({ department: params.department, search: { q, contact: next } }),
    toSearch: (next: string) => go({ department: params.department, search: { q: next }, replace: Boolean(q) }),
  };
}

export type Directory = ReturnType<typeof useDirectory>;
