import Button from "antd/es/button";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { List } from "@/kit/List";
import { ErrorState, Skeleton } from "@/kit/states";
import type { Pages } from "@/kit/usePages";
import css from "./record.module.css";

interface Props<T> {
  pages: Pages<T>;
  label: string;
  row: (item: T) => ReactNode;
  empty: ReactNode;
}

/** A list on a page of several, a page of it at a time: what follows it must be within reach. */
export function Rows<T>({ pages, label, row, empty }: Props<T>) {
  const { t } = useTranslation("privacy");
  if (pages.isPending) return <Skeleton rows={3} avatar={false} />;
  if (!pages.data) return <ErrorState problem={asProblem(pages.error)} retry={() => void pages.refetch()} />;
  if (pages.data.items.length === 0) return empty;
  return (
    <>
      <List className={css.rows} aria-label={label}>
        {pages.data.items.map(row)}
      </List>
      {pages.hasNextPage && (
        <div className={css.more}>
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </>
  );
}
