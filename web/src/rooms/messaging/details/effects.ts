import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Effects } from "../calls";

/** All lists are to be seen at once before one asks for more. */
const FIRST = 8;
const MORE = 50;

export type State = "waiting" | "confirmed" | "handled";

/** Who has, who has not, or how it was handled, page by page. */
export function effectsQuery(id: string, seq: number, state: State) {
  return infiniteQueryOptions({
    queryKey: ["conversation", id, "effects", seq, state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }): Promise<Effects> => {
      const query = pageParam === undefined ? { state, limit: FIRST } : { state, limit: MORE, after: pageParam };
      const params = { path: { conversation_id: id, seq }, query };
      return take(api.GET("/api/conversations/{conversation_id}/messages/{seq}/effects", { params }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
}
