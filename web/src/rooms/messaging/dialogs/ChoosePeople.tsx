import { Fragment, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Colleague, useColleagues } from "@/app/colleagues";
import { useMe } from "@/app/me";
import { asProblem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { useHere } from "../details/seats";
import { useArrows } from "../list/useArrows";
import { Chips } from "./Chips";
import { Choice } from "./Choice";
import css from "./dialogs.module.css";

interface Props {
  organisationId: string;
  chosen: Colleague[];
  change: (chosen: Colleague[]) => void;
  /** Who is in it already is shown as chosen, not to be taken away, as oneself is; none, where one is made. */
  group?: string;
}

/** Search the directory, take people in. */
export function ChoosePeople({ organisationId, chosen, change, group }: Props) {
  const { t } = useTranslation("messaging");
  const [q, setQ] = useState("");
  const me = useMe().id;
  const found = useColleagues(organisationId, q);
  const seated = useHere(group, found.data);
  const list = useRef<HTMLElement>(null);
  const arrows = useArrows(list);
  const ids = new Set(chosen.map((one) => one.id));
  const field = useRef<HTMLInputElement>(null);
  const toggle = (one: Colleague) =>
    change(ids.has(one.id) ? chosen.filter((other) => other.id !== one.id) : [...chosen, one]);
  const choose = (one: Colleague) => {
    toggle(one);
    if (q === "") return;
    // What was looked for is found; the next name is written into an empty field.
    setQ("");
    field.current?.focus();
  };
  const { people = [], here } = seated.data ?? {};
  const error = found.error ?? seated.error;
  const again = () => void (found.error ? found : seated).refetch();
  return (
    <>
      <Chips chosen={chosen} drop={toggle} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move from the field into the list and within */}
      <div className={css.choose} onKeyDown={arrows}>
        <input
          ref={field}
          type="search"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          placeholder={t("choose.search")}
          aria-label={t("choose.search")}
        />
        <section className={css.found} ref={list} aria-label={t("choose.list")}>
          {seated.isPending && !error && <Skeleton rows={4} />}
          {error && <ErrorState problem={asProblem(error)} retry={again} />}
          {seated.data?.people.length === 0 && <EmptyState title={t("choose.none")} hint={t("choose.noneHint")} />}
          {people.map((one, index) => (
            <Fragment key={one.id}>
              <Heading one={one} before={people[index - 1]} />
              <Choice
                id={one.id}
                name={one.name}
                avatar={one.avatar}
                note={one.post}
                index={index}
                taken={ids.has(one.id)}
                locked={one.id === me || here?.has(one.id) === true}
                toggle={() => choose(one)}
              />
            </Fragment>
          ))}
        </section>
      </div>
    </>
  );
}

/** Above the first of one's own department, and the first of the others. */
function Heading({ one, before }: { one: Colleague; before: Colleague | undefined }) {
  const { t } = useTranslation("messaging");
  const starts = before ? before.near && !one.near : one.near;
  return starts ? <h3 className={css.heading}>{t(one.near ? "choose.near" : "choose.others")}</h3> : null;
}
