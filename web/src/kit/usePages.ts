import {
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from "@tanstack/react-query";
import type { Problem } from "@/app/problem";
import type { Page } from "@/app/types";

export type Pages<T> = UseInfiniteQueryResult<{ items: T[] }, Problem>;
type Options<T> = UseInfiniteQueryOptions<Page<T>, Problem, { items: T[] }, QueryKey, string | undefined>;

/** A list the server hands out page by page; `fetch` is given where the page before ended. */
export function usePages<T>(
  queryKey: QueryKey,
  fetch: (after: { after?: string }) => Promise<Page<T>>,
  options: Pick<Options<T>, "enabled" | "staleTime" | "placeholderData"> = {},
): Pages<T> {
  return useInfiniteQuery<Page<T>, Problem, { items: T[] }, QueryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam: after }) => fetch(after ? { after } : {}),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items) }),
    ...options,
  });
}
