import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { asProblem } from "@/app/problem";
import { EffectRing } from "@/kit/EffectLine";
import { ProofActs } from "@/kit/ProofActs";
import { ErrorState, Skeleton } from "@/kit/states";
import { clock, full } from "@/kit/time";
import type { EffectRow, Effects, Fact } from "../calls";
import { useChat } from "../model/chat";
import { DetailsHead } from "./DetailsHead";
import { Downloads } from "./Downloads";
import css from "./details.module.css";
import { effectsQuery, type State } from "./effects";
import own from "./effects.module.css";
import { Moment } from "./Moment";
import { More } from "./More";
import { PersonRow } from "./PersonRow";

/** The effects of one message: how far, who has, when and on which device, who has not. Moves while one looks. */
export default function EffectPane({ id, seq }: { id: string; seq: number }) {
  const { t } = useTranslation("messaging");
  const fact = useFact(id, seq);
  useLiveEffects(id, seq);
  const waiting = useInfiniteQuery(effectsQuery(id, seq, "waiting"));
  const confirmed = useInfiniteQuery(effectsQuery(id, seq, "confirmed"));
  const handled = useInfiniteQuery(effectsQuery(id, seq, "handled"));
  const head = confirmed.data?.pages[0] ?? waiting.data?.pages[0];
  const problem = confirmed.error ?? waiting.error;
  return (
    <>
      <DetailsHead title={t("effects.title")} />
      <div className={css.body}>
        {head ? <Summary effects={head} /> : problem ? null : <Skeleton rows={4} />}
        {problem && !head && <ErrorState problem={asProblem(problem)} retry={() => void confirmed.refetch()} />}
        {head && (
          <>
            <People state="waiting" count={total(head) - head.confirmed} query={waiting} />
            <People state="confirmed" count={head.confirmed} query={confirmed} />
            <Handled count={head.handled} query={handled} fact={fact} />
            <Downloads id={id} seq={seq} />
            {!fact?.recalled && <Proof id={id} seq={seq} />}
          </>
        )}
      </div>
    </>
  );
}

function total(effects: Effects): number {
  return effects.total ?? effects.delivered;
}

function useFact(id: string, seq: number) {
  return useChat((state) => state.timelines[id]?.facts.find((one) => one.seq === seq));
}

/** Read again when the socket tells that the counts have moved, or that the message was changed or taken back. */
function useLiveEffects(id: string, seq: number): void {
  const client = useQueryClient();
  const fact = useFact(id, seq);
  const moved = [fact?.confirmed, fact?.delivered, fact?.handled, fact?.edited_at, fact?.recalled].join("/");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moved` is what asks for a new read
  useEffect(() => {
    const timer = setTimeout(() => {
      void client.invalidateQueries({ queryKey: ["conversation", id, "effects", seq] });
    }, 150);
    return () => clearTimeout(timer);
  }, [client, id, seq, moved]);
}

function Summary({ effects }: { effects: Effects }) {
  const { t } = useTranslation("messaging");
  const language = useLanguage();
  const all = total(effects);
  return (
    <section className={`${css.summary} ${own.summary}`}>
      <EffectRing count={effects.confirmed} total={all} word={t("effects.ringWord")} />
      <dl>
        <dt>{t("effects.delivered")}</dt>
        <dd title={full(new Date(effects.at), language)}>
          {effects.delivered}/{all} · {clock(new Date(effects.at), language, true)}
        </dd>
        <dt>{t("effects.confirmed")}</dt>
        <dd>{effects.confirmed}</dd>
        <dt>{t("effects.handled")}</dt>
        <dd>{effects.handled}</dd>
      </dl>
      <p className={own.sent}>
        {t("effects.sentAt", { at: full(new Date(effects.at), language) })} {t("effects.membership")}
      </p>
    </section>
  );
}

/**
 * How it was handled: by whom, which acts, when and on which device; a person once, as they are counted. What its
 * sender did with it stands apart. Votes stand beside the poll.
 */
function Handled({ count, query, fact }: { count: number; query: unknown; fact: Fact | undefined }) {
  const { t } = useTranslation("messaging");
  const pages = query as Query;
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const others = rows.filter((row) => row.person_id !== fact?.sender_id);
  const byItself = rows.filter((row) => row.person_id === fact?.sender_id);
  return (
    <section className={css.people} aria-label={t("effects.handledList", { count })}>
      <h3>{t("effects.handledList", { count })}</h3>
      <p className={css.quiet}>{t("effects.handledHint")}</p>
      {!pages.data && !pages.error && <Skeleton rows={1} />}
      {pages.error && <ErrorState problem={asProblem(pages.error)} retry={() => void pages.refetch()} />}
      {pages.data && count === 0 && <p className={css.quiet}>{t("effects.handledNone")}</p>}
      <Doers rows={others} />
      {byItself.length > 0 && <h3>{t("effects.ownActs")}</h3>}
      <Doers rows={byItself} />
      <More pages={pages} />
      {fact?.content?.kind === "poll" && <p className={css.quiet}>{t("effects.votes")}</p>}
    </section>
  );
}

function Doers({ rows }: { rows: EffectRow[] }) {
  const of = new Map<string, EffectRow[]>();
  for (const row of rows) of.set(row.person_id, [...(of.get(row.person_id) ?? []), row]);
  if (of.size === 0) return null;
  return (
    <ul>
      {[...of].map(([person, acts]) => (
        <Doer key={person} acts={acts} />
      ))}
    </ul>
  );
}

/** One person, with each act a line; the device stands by the name where it is the same for all. */
function Doer({ acts }: { acts: EffectRow[] }) {
  const [first] = acts;
  if (!first) return null;
  const same = acts.every((one) => one.device === first.device);
  return (
    <PersonRow
      id={first.person_id}
      name={first.name}
      avatar={first.avatar ?? null}
      note={same ? noteOf(first) : (first.post ?? null)}
    >
      <span className={own.acts}>
        {acts.map((one) => (
          <span key={`${one.act}/${one.at}`}>
            <span className={own.act}>{one.words}</span>
            {!same && one.device ? ` ${one.device}` : null} {one.at && <Moment at={one.at} />}
          </span>
        ))}
      </span>
    </PersonRow>
  );
}

/** A file that proves all this to anybody, without the server. */
function Proof({ id, seq }: { id: string; seq: number }) {
  const { t } = useTranslation("messaging");
  const path = `/api/conversations/${id}/messages/${seq}/evidence`;
  return (
    <section className={css.people}>
      <ProofActs proof={{ path, name: `tocsin-${id}-${seq}.json` }} hint={t("effects.proofHint")} />
    </section>
  );
}

type Query = ReturnType<typeof useInfiniteQuery<Effects, Error, { pages: Effects[] }>>;

function People({ state, count, query }: { state: Exclude<State, "handled">; count: number; query: unknown }) {
  const { t } = useTranslation("messaging");
  const { data } = query as Query;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={css.people} aria-label={t(`effects.${state}List`, { count })}>
      <h3>{t(`effects.${state}List`, { count })}</h3>
      {rows.length === 0 && count <= 0 && <p className={css.quiet}>{t(`effects.${state}None`)}</p>}
      {rows.length === 0 && count > 0 && <Skeleton rows={Math.min(count, 4)} />}
      {rows.length > 0 && (
        <ul>
          {rows.map((row) => (
            <PersonRow
              key={row.person_id}
              id={row.person_id}
              name={row.name}
              avatar={row.avatar ?? null}
              note={noteOf(row)}
            >
              {state === "confirmed" && row.at && <Moment at={row.at} />}
            </PersonRow>
          ))}
        </ul>
      )}
      <More pages={query as Query} />
    </section>
  );
}

function noteOf(row: EffectRow): string {
  return [row.post, row.device].filter(Boolean).join(" · ");
}
