import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Input from "antd/es/input";
import { Star } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "@/app/colleagues";
import { asProblem } from "@/app/problem";
import { Dialog } from "@/kit/Dialog";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { favourites } from "../model/around";
import { useChat } from "../model/chat";
import { usePlace } from "../usePlace";
import css from "./dialogs.module.css";
import { FavouriteRow } from "./FavouriteRow";

/** Favourites as far as they were read. The server looks through some at a time: what was not looked through is asked for. */
function useFavourites(q: string) {
  const me = useChat((state) => state.me);
  const found = useInfiniteQuery({
    queryKey: ["person", me, "favourites", q],
    queryFn: ({ pageParam }) => favourites(pageParam, q),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const further = q !== "" && hasNextPage && !found.error;
  useEffect(() => {
    if (further && !isFetchingNextPage) void fetchNextPage();
  }, [further, isFetchingNextPage, fetchNextPage]);
  return { found, items, looking: further || found.isPlaceholderData };
}

/** The messages one keeps at hand; a press goes to where it was said. */
export default function Favourites({ close }: { close: () => void }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim());
  const { found, items, looking } = useFavourites(q);
  const empty = found.data !== undefined && !looking && items.length === 0;
  const none = empty && q === "";
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
      {empty && !none && <EmptyState icon={<Star />} title={t("favourite.noneFound")} />}
      {items.length > 0 && (
        <ul className={css.kept}>
          {items.map((one) => (
            <FavouriteRow
              key={`${one.conversation_id}${one.fact.seq}`}
              fact={one.fact}
              conversation={one.conversation}
              go={() => go(one.conversation_id, one.fact.seq)}
            />
          ))}
        </ul>
      )}
      {found.hasNextPage && q === "" && (
        <button type="button" className={css.more} onClick={() => void found.fetchNextPage()}>
          {t("details.more")}
        </button>
      )}
    </Dialog>
  );
}
