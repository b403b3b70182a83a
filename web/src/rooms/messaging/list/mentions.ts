/** The messages that mention one: read page by page, read again when a message changes what is in the list. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { queries } from "@/app/me";
import type { Problem } from "@/app/problem";
import type { Shape } from "@/app/types";
import { chat, useChat, whenChanged } from "../model/chat";
import type { ChatEvent } from "../model/events";
import { speaksTo } from "../model/facts";

type Page = Shape<"MentionPage">;
export type Mention = Shape<"Mention">;

const LIMIT = 30;
const keyOf = (me: string) => ["person", me, "mentions"];

export function useMentionList() {
  const me = useChat((state) => state.me);
  return useInfiniteQuery<Page, Problem, Page[], string[], string | null>({
    queryKey: keyOf(me),
    queryFn: ({ pageParam }) => {
      const query = { limit: LIMIT, ...(pageParam && { after: pageParam }) };
      return take(api.GET("/api/me/mentions", { params: { query } }));
    },
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages,
    staleTime: 0,
  });
}

function changes(event: ChatEvent, me: string): boolean {
  if (event.t === "snapshot" || event.t === "gone") return true;
  if (event.t !== "message") return false;
  // What was taken back or written anew may have been in the list, or belongs in it now.
  return event.kind === "recall" || event.kind === "edit" || (event.sender_id !== me && speaksTo(event, me));
}

/** Called once a page. Only a list on the screen is read again at once. */
export function startMentions(): void {
  whenChanged((event) => {
    const { me } = chat.get();
    if (changes(event, me)) void queries.invalidateQueries({ queryKey: keyOf(me) });
  });
}
