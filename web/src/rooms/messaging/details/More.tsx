import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import css from "./details.module.css";

interface Props {
  pages: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
}

/** Below a list that has others below it: the next page, where one asks for it. */
export function More({ pages }: Props) {
  const { t } = useTranslation("messaging");
  if (!pages.hasNextPage) return null;
  return (
    <>
      {pages.isFetchNextPageError && (
        <p className={css.quiet} role="alert">
          {asProblem(pages.error).message}
        </p>
      )}
      <button
        type="button"
        className={css.more}
        disabled={pages.isFetchingNextPage}
        onClick={() => void pages.fetchNextPage()}
      >
        {t("details.more")}
      </button>
    </>
  );
}
