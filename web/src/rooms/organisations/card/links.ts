import { useParams } from "@tanstack/react-router";

/** Addresses a card leads to; from within the directory one stays in the department one looks at. */
export function useCardLinks(org: string) {
  const here = useParams({ strict: false }) as { org?: string; department?: string };
  const department = here.org === org && here.department ? `/${here.department}` : "";
  return {
    toDepartment: (id: string) => `/directory/${org}/${id}`,
    toMember: (member: string) => `/directory/${org}${department}?member=${member}`,
    toChart: (id: string) => `/directory-chart/${org}?at=${id}`,
  };
}
