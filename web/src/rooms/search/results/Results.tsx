import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import type { Hit, Kind, Section } from "../calls";
import { HitRow } from "./HitRow";
import css from "./results.module.css";

export interface Doing {
  open: (kind: Kind, hit: Hit) => void;
  /** The conversation shown beside the results. */
  current: string | undefined;
}

/** The rows of one kind. */
export function Rows({ kind, items, doing }: { kind: Kind; items: Hit[]; doing: Doing }) {
  const texts = kind !== "people" && kind !== "groups";
  return (
    <ul className={css.rows}>
      {items.map((hit) => (
        <li key={`${hit.id}-${hit.home ?? ""}`} data-row={kind}>
          <HitRow
            hit={hit}
            texts={texts}
            current={texts && hit.id === doing.current}
            open={() => doing.open(kind, hit)}
          />
        </li>
      ))}
    </ul>
  );
}

interface OverviewProps {
  sections: Section[];
  doing: Doing;
  more: (kind: Kind) => void;
}

/** The first few of each kind that has any. */
export function Overview({ sections, doing, more }: OverviewProps) {
  const { t } = useTranslation("search");
  return sections
    .filter((section) => section.items.length > 0)
    .map((section) => {
      const kind = section.kind as Kind;
      return (
        <section key={kind} className={css.section} aria-label={t(`kind.${kind}`)}>
          <header>
            <h2>{t(`kind.${kind}`)}</h2>
            {section.more && (
              <button type="button" onClick={() => more(kind)}>
                {t("all")}
              </button>
            )}
          </header>
          <Rows kind={kind} items={section.items} doing={doing} />
        </section>
      );
    });
}

interface StateProps {
  query: { isPending: boolean; isFetching: boolean; error: unknown; refetch: () => unknown };
  found: boolean;
  common: boolean;
  children: ReactNode;
}

/** Waiting, failed, nothing found, or what was found. */
export function Answered({ query, found, common, children }: StateProps) {
  const { t } = useTranslation("search");
  if (query.isPending) return <Skeleton rows={6} />;
  if (query.error) return <ErrorState problem={asProblem(query.error)} retry={() => void query.refetch()} />;
  if (found) return children;
  if (query.isFetching) return <Skeleton rows={6} />;
  return (
    <EmptyState icon={<SearchX />} title={t(common ? "common" : "none")} hint={t(common ? "commonHint" : "noneHint")} />
  );
}
