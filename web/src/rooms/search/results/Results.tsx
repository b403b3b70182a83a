import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { type Hit, type Kind, ofTexts, type Section } from "../calls";
import { HitRow } from "./HitRow";
import css from "./results.module.css";

export interface Doing {
  open: (kind: Kind, hit: Hit) => void;
  /** The conversation shown beside the results. */
  current: string | undefined;
}

/** The rows of one kind. */
export function Rows({ kind, items, doing }: { kind: Kind; items: Hit[]; doing: Doing }) {
  const texts = ofTexts(kind);
  return (
    <ul className={texts ? css.rows : `${css.rows} ${css.names}`}>
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

/** The first few of each kind that has any: who and where beside what was said, where there is room for both. */
export function Overview({ sections, ...rest }: OverviewProps) {
  const some = sections.filter((section) => section.items.length > 0);
  const names = some.filter((section) => !ofTexts(section.kind as Kind));
  const texts = some.filter((section) => ofTexts(section.kind as Kind));
  const columns = [names, texts].filter((column) => column.length > 0);
  return (
    <div className={columns.length > 1 ? css.both : undefined}>
      {columns.map((column) => (
        <div key={column[0]?.kind}>
          {column.map((section) => (
            <Few key={section.kind} section={section} {...rest} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Few({ section, doing, more }: Omit<OverviewProps, "sections"> & { section: Section }) {
  const { t } = useTranslation("search");
  const kind = section.kind as Kind;
  return (
    <section className={css.section} aria-label={t(`kind.${kind}`)}>
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
