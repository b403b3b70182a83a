import type { ReactNode } from "react";
import { asProblem } from "@/app/problem";
import { ErrorState, Skeleton } from "./states";
import type { Pages } from "./usePages";
import { VirtualList, type VirtualListProps } from "./VirtualList";

interface Props<T> extends Omit<VirtualListProps<T>, "items" | "more"> {
  pages: Pages<T>;
  /** Where nothing is in it. */
  empty: ReactNode;
  /** How many rows stand in for the first page while it comes. */
  bones?: number;
}

/** A list the server hands out page by page, fetched as one scrolls; what it says while it comes, fails or is empty. */
export function PagedList<T>({ pages, empty, bones = 6, foot, ...list }: Props<T>) {
  const items = pages.data?.items ?? [];
  const further = pages.hasNextPage && !pages.isFetching && !pages.isFetchNextPageError;
  return (
    <VirtualList
      {...list}
      items={items}
      more={further ? () => void pages.fetchNextPage() : undefined}
      foot={
        <>
          <Tail pages={pages} empty={empty} bones={bones} />
          {foot}
        </>
      }
    />
  );
}

function Tail<T>({ pages, empty, bones }: Pick<Props<T>, "pages" | "empty"> & { bones: number }) {
  const { data, error, isFetchNextPageError: stuck } = pages;
  if (!data && error) return <ErrorState problem={asProblem(error)} retry={() => void pages.refetch()} />;
  if (!data) return <Skeleton rows={bones} />;
  if (stuck && error) return <ErrorState problem={asProblem(error)} retry={() => void pages.fetchNextPage()} />;
  if (pages.isFetchingNextPage) return <Skeleton rows={2} />;
  if (data.items.length > 0) return null;
  return pages.hasNextPage ? <Skeleton rows={2} /> : empty;
}
