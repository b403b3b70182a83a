import { useMemo, useState } from "react";
import type { Language } from "@/app/language";
import { type Effect, Mark, sealColour } from "@/kit/EffectLine";
import { PlainButton } from "@/kit/PlainButton";
import { full } from "@/kit/time";
import type { Verdict } from "../check/verify";
import { type Told, told, utc } from "./told";
import css from "./VerifyPage.module.css";
import type { Say } from "./words";

/** As many are drawn at once; more come when they are asked for. */
const PAGE = 50;
const EFFECTS: Effect[] = ["delivered", "confirmed", "handled"];
type Chosen = Effect | "all";

/** What is proved, in the order of the log, to be filtered and searched. */
export function Effects({ say, language, verdict }: { say: Say; language: Language; verdict: Verdict }) {
  const all = useMemo(
    () => verdict.effects.map((one) => told(one, verdict.names, say)).sort((a, b) => a.key - b.key),
    [verdict, say],
  );
  const [chosen, setChosen] = useState<Chosen>("all");
  const [query, setQuery] = useState("");
  const [most, setMost] = useState(PAGE);
  const wanted = query.trim().toLowerCase();
  const found = all.filter(
    (one) => (chosen === "all" || one.effect === chosen) && (wanted === "" || one.found.includes(wanted)),
  );
  const shown = found.slice(0, most);
  return (
    <section className={css.card} aria-label={say("effects.title")}>
      <h2>{say("effects.title")}</h2>
      {all.length > 1 && <Kinds say={say} all={all} chosen={chosen} choose={setChosen} />}
      {all.length > 5 && (
        <input
          type="search"
          className={css.field}
          value={query}
          placeholder={say("effects.search")}
          aria-label={say("effects.search")}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {found.length === 0 && <p className={css.nothing}>{say("effects.nothing")}</p>}
      <ol className={css.effects}>
        {shown.map((one) => (
          <Row key={one.key} say={say} language={language} one={one} />
        ))}
      </ol>
      {shown.length < found.length && (
        <p className={css.more}>
          <PlainButton onClick={() => setMost(most + PAGE)}>
            {say("effects.more", { count: Math.min(PAGE, found.length - shown.length) })}
          </PlainButton>
          <small>{say("effects.shown", { shown: shown.length, count: found.length })}</small>
        </p>
      )}
    </section>
  );
}

interface KindsProps {
  say: Say;
  all: Told[];
  chosen: Chosen;
  choose: (next: Chosen) => void;
}

function Kinds({ say, all, chosen, choose }: KindsProps) {
  return (
    <fieldset className={css.kinds}>
      <legend className="sr-only">{say("effects.filter")}</legend>
      {(["all", ...EFFECTS] as Chosen[]).map((one) => {
        const count = one === "all" ? all.length : all.filter(({ effect }) => effect === one).length;
        return (
          <label key={one} data-chosen={chosen === one}>
            <input
              type="radio"
              name="effect"
              className="sr-only"
              checked={chosen === one}
              onChange={() => choose(one)}
            />
            {one !== "all" && <Sign effect={one} />}
            {one === "all" ? say("effects.all") : say(`effect.${one}`)} {count}
          </label>
        );
      })}
    </fieldset>
  );
}

function Sign({ effect }: { effect: Effect }) {
  return (
    <span className={css.sign} style={{ color: sealColour(1, effect) }}>
      <Mark effect={effect} part={1} />
    </span>
  );
}

function Row({ say, language, one }: { say: Say; language: Language; one: Told }) {
  const [words, ...beside] = one.said ?? [];
  return (
    <li>
      <p className={css.what}>
        <Sign effect={one.effect} />
        <span>{say(`effect.${one.effect}`)}</span>
        <strong>
          <bdi>{one.who.name ?? one.who.id ?? say("who")}</bdi>
        </strong>
        <span>{one.act}</span>
      </p>
      {words !== undefined && <blockquote>{words}</blockquote>}
      {beside.map((text) => (
        <p key={text} className={css.beside}>
          <bdi>{text}</bdi>
        </p>
      ))}
      <p className={css.small}>
        <time dateTime={one.at.toISOString()}>{full(one.at, language)}</time>
        <span>{utc(one.at)}</span>
        {one.device !== null && (
          <span>
            {say("device")} <bdi>{one.device}</bdi>
          </span>
        )}
      </p>
      <p className={css.small}>
        <span>{one.item}</span>
        {one.who.name !== null && <code>{one.who.id}</code>}
        <span>{say("item.number", { number: one.key + 1 })}</span>
      </p>
    </li>
  );
}
