import { useInfiniteQuery } from "@tanstack/react-query";
import Input from "antd/es/input";
import { Star } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog } from "@/kit/Dialog";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import { favourites } from "../model/around";
import { useChat } from "../model/chat";
import type { ChatState } from "../model/state";
import { usePlace } from "../usePlace";
import { gist, nameOf } from "../words";
import css from "./dialogs.module.css";

/** Favourites as far as they were read; who looks for one looks among all of them, which are bounded. */
function useFavourites(state: ChatState, typed: string) {
  const { t } = useTranslation("messaging");
  const found = useInfiniteQuery({
    queryKey: ["person", state.me, "favourites"],
    queryFn: ({ pageParam }) => favourites(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
  const all = found.data?.pages.flatMap((page) => page.items) ?? [];
  const sought = typed.trim().toLowerCase().split(/\s+/);
  const items = all.filter(({ conversation, fact }) => {
    const who = nameOf(state.people, state.me, fact.sender_id, t);
    const words = `${gist(fact, t)} ${fact.text ?? ""} ${conversation} ${who}`.toLowerCase();
    return sought.every((word) => words.includes(word));
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const further = typed !== "" && hasNextPage && !found.error;
  useEffect(() => {
    if (further && !isFetchingNextPage) void fetchNextPage();
  }, [further, isFetchingNextPage, fetchNextPage]);
  return { found, items, none: found.data !== undefined && all.length === 0, further };
}

/** The messages one keeps at hand; a press goes to where it was said. */
export default function Favourites({ close }: { close: () => void }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const state = useChat((all) => all);
  const [typed, setTyped] = useState("");
  const { found, items, none, further } = useFavourites(state, typed);
  const go = (id: string, seq: number) => {
    close();
    place.open(id, seq);
  };
  return (
    <Dialog title={t("favourite.title")} close={close}>
      {found.data && !none && (
        <Input
          allowClear
          className={css.find ?? ""}
          value={typed}
          placeholder={t("favourite.search")}
          aria-label={t("favourite.search")}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {found.isPending && <Skeleton rows={5} />}
      {found.error && <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />}
      {none && <EmptyState icon={<Star />} title={t("favourite.none")} hint={t("favourite.noneHint")} />}
      {found.data && !none && items.length === 0 && !further && (
        <EmptyState icon={<Star />} title={t("favourite.noneFound")} />
      )}
      {items.length > 0 && (
        <ul className={css.kept}>
          {items.map(({ conversation_id, conversation, fact }) => (
            <li key={`${conversation_id}${fact.seq}`}>
              <button type="button" onClick={() => go(conversation_id, fact.seq)}>
                <p>{gist(fact, t)}</p>
                <small>
                  {nameOf(state.people, state.me, fact.sender_id, t)} · {conversation} · <When at={fact.at} />
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage && typed === "" && (
        <button type="button" className={css.more} onClick={() => void found.fetchNextPage()}>
          {t("details.more")}
        </button>
      )}
    </Dialog>
  );
}
