import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { Problem } from "@/app/problem";
import type { Page } from "@/app/types";

/** A list the server hands out page by page; `fetch` is given where the page before ended. */
export function usePages<T>(
  queryKey: QueryKey,
  fetch: (after: { after?: string }) => Promise<Page<T>>,
  options: { enabled?: boolean; staleTime?: number } = {},
) {
  return useInfiniteQuery<Page<T>, Problem, { items: T[] }, QueryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam: after }) => fetch(after ? { after } : {}),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
    ...options,
  });
}
