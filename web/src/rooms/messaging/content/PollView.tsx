import { Circle, CircleCheck, Square, SquareCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { part } from "@/kit/part";
import { soon } from "@/kit/time";
import { usePassing } from "@/kit/usePassing";
import type { Content, Fact } from "../calls";
import { closePoll, vote } from "../model/around";
import { useChat } from "../model/chat";
import css from "./content.module.css";

const Voters = part(() => import("../dialogs/Voters"), { floating: true });
type Poll = Extract<Content, { kind: "poll" }>;

/** A poll: pressing an option votes, pressing it again takes the vote back; the bars are the result so far. */
export default function PollView({ poll, fact }: { poll: Poll; fact?: Fact | undefined }) {
  const { t } = useTranslation("messaging");
  const votes = fact?.votes ?? null;
  const mine = votes?.mine ?? [];
  usePassing(poll.closes_at ?? null);
  // Nobody votes where nobody writes any more.
  const shut = useChat((state) => fact !== undefined && state.conversations[fact.conversation_id]?.open === false);
  const ended = votes?.closed || (poll.closes_at !== null && Date.parse(poll.closes_at ?? "") <= Date.now());
  const press = (option: number) => {
    if (!fact) return;
    const without = mine.filter((one) => one !== option);
    const taken = without.length < mine.length;
    void vote(fact, taken ? without : poll.multiple ? [...mine, option] : [option]);
  };
  return (
    <section className={css.poll} aria-label={t("content.poll")}>
      <h4>{poll.question}</h4>
      <small>
        {t(poll.multiple ? "poll.several" : "poll.one")}
        {poll.anonymous && ` · ${t("poll.anonymous")}`}
      </small>
      {poll.options.map((option, index) => (
        <Option
          key={option}
          text={option}
          multiple={poll.multiple === true}
          chosen={mine.includes(index)}
          count={votes?.counts[index] ?? 0}
          of={votes?.voters ?? 0}
          disabled={!fact || shut || ended === true}
          press={() => press(index)}
        />
      ))}
      {fact && <Foot poll={poll} fact={fact} ended={ended === true} shut={shut} />}
    </section>
  );
}

interface OptionProps {
  text: string;
  multiple: boolean;
  chosen: boolean;
  count: number;
  of: number;
  disabled: boolean;
  press: () => void;
}

function Option({ text, multiple, chosen, count, of, disabled, press }: OptionProps) {
  const share = of === 0 ? 0 : Math.round((100 * count) / of);
  const [on, off] = multiple
    ? [<SquareCheck key="on" />, <Square key="off" />]
    : [<CircleCheck key="on" />, <Circle key="off" />];
  return (
    <button type="button" aria-pressed={chosen} className={css.option} disabled={disabled} onClick={press}>
      <i className={css.share} style={{ width: `${share}%` }} aria-hidden="true" />
      {chosen ? on : off}
      <b>{text}</b>
      <span>{count}</span>
    </button>
  );
}

function Foot({ poll, fact, ended, shut }: { poll: Poll; fact: Fact; ended: boolean; shut: boolean }) {
  const { t } = useTranslation(["messaging", "app"]);
  const language = useLanguage();
  const me = useChat((state) => state.me);
  const [listing, setListing] = useState(false);
  const voters = fact.votes?.voters ?? 0;
  const words = { today: t("app:time.today"), yesterday: t("app:time.yesterday"), tomorrow: t("app:time.tomorrow") };
  const until = poll.closes_at ? soon(new Date(poll.closes_at), new Date(), language, words) : null;
  return (
    <div className={css.foot}>
      <small>
        {t("poll.voters", { count: voters })}
        {ended && ` · ${t("poll.ended")}`}
        {!ended && until && ` · ${t("poll.until", { when: until })}`}
      </small>
      {!poll.anonymous && voters > 0 && (
        <button type="button" onClick={() => setListing(true)}>
          {t("poll.who")}
        </button>
      )}
      {!ended && !shut && fact.sender_id === me && (
        <button type="button" onClick={() => void closePoll(fact)}>
          {t("poll.end")}
        </button>
      )}
      {listing && <Voters fact={fact} poll={poll} close={() => setListing(false)} />}
    </div>
  );
}
