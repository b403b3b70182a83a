import { Link } from "@tanstack/react-router";
import { ChevronLeft, Search } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { PlainButton } from "@/kit/PlainButton";
import { EmptyState } from "@/kit/states";
import { askedOf, type Conditions, narrowed, type SearchPlace } from "../asking";
import { type Kind, kinds, ofTexts } from "../calls";
import { Filters } from "../Filters";
import { useKind, useOverview } from "../queries";
import { SearchField } from "../SearchField";
import css from "./Everything.module.css";
import { Answered, type Doing, Overview, Rows } from "./Results";
import rows from "./results.module.css";
import { useRowArrows } from "./useRowArrows";

interface Props {
  place: SearchPlace;
  change: (next: SearchPlace) => void;
  doing: Doing;
}

/** The field, the kinds, the conditions, and what was found. */
export function Everything({ place, change, doing }: Props) {
  const { t } = useTranslation("search");
  const arrows = useRowArrows();
  const { q = "", kind, in: _, ...conditions } = place;
  const texts = ofTexts(kind);
  return (
    <search className={css.page} onKeyDown={arrows}>
      <div className={css.asking}>
        <div className={css.line}>
          <Back />
          <SearchField
            value={q}
            change={(next) => change({ ...conditions, ...(kind && { kind }), ...(next && { q: next }) })}
            label={t("title")}
            placeholder={t("hint")}
            first
          />
        </div>
        <Tabs kind={kind} choose={(next) => change({ ...conditions, q, ...(next && { kind: next }) })} />
        {texts && <Filters conditions={conditions} change={(next) => change({ q, ...(kind && { kind }), ...next })} />}
      </div>
      <div className={css.found} aria-live="polite">
        {kind ? (
          <OfKind key={kind} kind={kind} q={q} conditions={texts ? conditions : {}} doing={doing} />
        ) : (
          <All q={q} conditions={conditions} doing={doing} more={(next) => change({ ...conditions, q, kind: next })} />
        )}
      </div>
    </search>
  );
}

function Back() {
  const { t } = useTranslation("app");
  return useIsPhone() ? (
    <Link to="/messages" className={css.back} aria-label={t("act.back")}>
      <ChevronLeft aria-hidden="true" />
    </Link>
  ) : null;
}

function Tabs({ kind, choose }: { kind: Kind | undefined; choose: (kind: Kind | undefined) => void }) {
  const { t } = useTranslation("search");
  const tabs = useRef<HTMLFieldSetElement>(null);
  // Where they do not all fit, the chosen one is among those one sees.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is chosen
  useEffect(() => {
    tabs.current?.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [kind]);
  return (
    <fieldset ref={tabs} className={css.tabs} aria-label={t("kind.label")}>
      <button type="button" aria-pressed={kind === undefined} onClick={() => choose(undefined)}>
        {t("kind.all")}
      </button>
      {kinds.map((one) => (
        <button key={one} type="button" aria-pressed={one === kind} onClick={() => choose(one)}>
          {t(`kind.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

interface Asking {
  q: string;
  conditions: Conditions;
  doing: Doing;
}

function All({ q, conditions, doing, more }: Asking & { more: (kind: Kind) => void }) {
  const something = q !== "" || narrowed(conditions);
  const query = useOverview({ q, ...askedOf(conditions) }, something);
  const sections = query.data ?? [];
  if (!something) return <Begin />;
  const common = sections.some((section) => section.common);
  return (
    <Answered query={query} found={sections.some((section) => section.items.length > 0)} common={common}>
      <Overview sections={sections} doing={doing} more={more} />
    </Answered>
  );
}

function OfKind({ kind, q, conditions, doing }: Asking & { kind: Kind }) {
  const { t } = useTranslation("search");
  const something = q !== "" || narrowed(conditions) || kind === "files" || kind === "links";
  const query = useKind(kind, { q, ...askedOf(conditions) }, something);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (!something) return <Begin />;
  return (
    <Answered query={query} found={items.length > 0} common={query.data?.pages[0]?.common === true}>
      <Rows kind={kind} items={items} doing={doing} />
      {query.hasNextPage && (
        <p className={rows.more}>
          <PlainButton onClick={() => void query.fetchNextPage()}>{t("more")}</PlainButton>
        </p>
      )}
    </Answered>
  );
}

function Begin() {
  const { t } = useTranslation("search");
  return <EmptyState icon={<Search />} title={t("begin")} hint={t("beginHint")} />;
}
