import { useInfiniteQuery } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog } from "@/kit/Dialog";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import { favourites } from "../model/around";
import { useChat } from "../model/chat";
import { usePlace } from "../usePlace";
import { gist, nameOf } from "../words";
import css from "./dialogs.module.css";

/** The messages one keeps at hand; a press goes to where it was said. */
export default function Favourites({ close }: { close: () => void }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const state = useChat((all) => all);
  const found = useInfiniteQuery({
    queryKey: ["person", state.me, "favourites"],
    queryFn: ({ pageParam }) => favourites(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (id: string, seq: number) => {
    close();
    place.open(id, seq);
  };
  return (
    <Dialog title={t("favourite.title")} close={close}>
      {found.isPending && <Skeleton rows={5} />}
      {found.error && <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />}
      {found.data && items.length === 0 && (
        <EmptyState icon={<Star />} title={t("favourite.none")} hint={t("favourite.noneHint")} />
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
      {found.hasNextPage && (
        <button type="button" className={css.more} onClick={() => void found.fetchNextPage()}>
          {t("details.more")}
        </button>
      )}
    </Dialog>
  );
}
