import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Asked, type Kind, search } from "./calls";

/** Kept for a moment only: what may be found changes while one looks. */
const FRESH = 10_000;

/** The first few of every kind. */
export function useOverview(asked: Asked, enabled: boolean) {
  return useQuery({
    queryKey: ["search", "overview", asked],
    enabled,
    queryFn: ({ signal }) => search(asked, signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    gcTime: FRESH,
  });
}

/** One kind, page by page. */
export function useKind(kind: Kind, asked: Asked, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ["search", kind, asked],
    enabled,
    queryFn: async ({ pageParam, signal }) => {
      const [section] = await search({ ...asked, kind, ...(pageParam && { after: pageParam }) }, signal);
      return section ?? { kind, items: [] };
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: FRESH,
    gcTime: FRESH,
  });
}
