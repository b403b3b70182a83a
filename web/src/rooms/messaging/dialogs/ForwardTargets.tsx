import { Check } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { GroupAvatar, PersonAvatar } from "@/kit/Avatar";
import { EmptyState } from "@/kit/states";
import type { Conversation } from "../calls";
import { useArrows } from "../list/useArrows";
import { titleOf, useChat } from "../model/chat";
import { ordered } from "../model/state";
import { useRules } from "../rules/useRules";
import { Chips } from "./Chips";
import css from "./dialogs.module.css";

const MOST = 10;
/** Of hundreds, those that moved last are offered; the others are found by their name. */
const SHOWN = 100;

interface Props {
  from: Conversation | undefined;
  chosen: string[];
  choose: (chosen: string[]) => void;
}

/** The conversations one is in and may write to, the most recent first. */
export function ForwardTargets({ from, chosen, choose }: Props) {
  const { t } = useTranslation("messaging");
  const [q, setQ] = useState("");
  const list = useRef<HTMLElement>(null);
  const arrows = useArrows(list);
  const all = useChat((state) => state.conversations);
  const home = from?.organisation_id ?? null;
  const rules = useRules(home);
  // Who is outside among two people, and where a copy was said first, the server knows.
  const away = (one: Conversation) =>
    home !== null && rules?.forwarding_out === false && one.kind !== "direct" && one.organisation_id !== home;
  const word = q.trim().toLowerCase();
  const found = ordered(all).filter((one) => one.open && titleOf(one).toLowerCase().includes(word));
  const toggle = (id: string) => {
    if (chosen.includes(id)) choose(chosen.filter((one) => one !== id));
    else if (chosen.length < MOST) choose([...chosen, id]);
  };
  const picked = chosen.flatMap((id) => (all[id] ? [{ id, name: titleOf(all[id]) }] : []));
  return (
    <>
      <Chips chosen={picked} drop={({ id }) => toggle(id)} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows move from the field into the list and within */}
      <div className={css.choose} onKeyDown={arrows}>
        <input
          type="search"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          placeholder={t("forward.search")}
          aria-label={t("forward.search")}
        />
        <section className={css.found} ref={list} aria-label={t("list.label")}>
          {found.length === 0 && <EmptyState title={t("choose.none")} hint={t("forward.noneHint")} />}
          {found.slice(0, SHOWN).map((one, index) => (
            <button
              key={one.id}
              type="button"
              aria-pressed={chosen.includes(one.id)}
              data-row={index}
              className={css.choice}
              disabled={away(one)}
              onClick={() => toggle(one.id)}
            >
              <Target one={one}>{away(one) && <small>{t("forward.outside")}</small>}</Target>
              {chosen.includes(one.id) && <Check aria-hidden="true" />}
            </button>
          ))}
          {found.length > SHOWN && (
            <p className={css.further}>{t("forward.further", { count: found.length - SHOWN })}</p>
          )}
        </section>
      </div>
    </>
  );
}

/** A conversation as a line: its face, its name, and what is to be said of it. */
export function Target({ one, children }: { one: Conversation; children?: ReactNode }) {
  const title = titleOf(one);
  return (
    <>
      {one.peer ? (
        <PersonAvatar id={one.peer.id} name={one.peer.name} src={one.peer.avatar ?? null} size={32} />
      ) : (
        <GroupAvatar id={one.id} name={title} size={32} />
      )}
      <span>
        {title}
        {children}
      </span>
    </>
  );
}
