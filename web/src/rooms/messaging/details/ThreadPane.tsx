import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { PersonAvatar } from "@/kit/Avatar";
import { ErrorState, Skeleton } from "@/kit/states";
import { When } from "@/kit/When";
import type { Conversation, Fact } from "../calls";
import { ContentView } from "../content/ContentView";
import { threadOf } from "../model/around";
import { useChat } from "../model/chat";
import { setDraft } from "../model/drafts";
import { RichText } from "../stage/RichText";
import { usePlace } from "../usePlace";
import { gist, nameOf } from "../words";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";

/** A message and everything that was said in answer to it, in one column. */
export default function ThreadPane({ conversation, seq }: { conversation: Conversation; seq: number }) {
  const { t } = useTranslation("messaging");
  const key = ["conversation", conversation.id, "thread", seq];
  const found = useQuery({ queryKey: key, queryFn: () => threadOf(conversation.id, seq) });
  useLiveThread(conversation.id, seq);
  const last = found.data?.at(-1);
  return (
    <>
      <DetailsHead title={t("thread.title")} />
      <div className={css.body}>
        {found.isPending && <Skeleton rows={5} />}
        {found.error && <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />}
        {found.data?.map((fact) => (
          <Line key={fact.seq} fact={fact} conversation={conversation} />
        ))}
        {last && conversation.open && <Answer conversation={conversation} to={last} />}
      </div>
    </>
  );
}

/** Read again when something is said in the thread, or changed. */
function useLiveThread(id: string, seq: number): void {
  const client = useQueryClient();
  const moved = useChat((state) => {
    const facts = state.timelines[id]?.facts.filter((one) => one.seq === seq || one.thread === seq) ?? [];
    return facts.map((one) => one.as_of).join();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moved` is what asks for a new read
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["conversation", id, "thread", seq] });
  }, [client, id, seq, moved]);
}

function Line({ fact, conversation }: { fact: Fact; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const face = useChat((state) => (fact.sender_id ? state.people[fact.sender_id] : undefined));
  const name = useChat((state) => nameOf(state.people, state.me, fact.sender_id, t));
  return (
    <article className={css.answer}>
      <PersonAvatar id={fact.sender_id ?? null} name={face?.name ?? name} src={face?.avatar ?? null} size={28} />
      <div>
        <header>
          <b>{name}</b>
          <button type="button" title={t("message.jump")} onClick={() => place.open(conversation.id, fact.seq)}>
            <When at={fact.at} />
          </button>
        </header>
        {fact.recalled && <p className={css.quiet}>{t("message.quoteRecalled")}</p>}
        {fact.text && <RichText text={fact.text} mentions={fact.mentions} />}
        {fact.content && <ContentView content={fact.content} place={fact} />}
      </div>
    </article>
  );
}

function Answer({ conversation, to }: { conversation: Conversation; to: Fact }) {
  const { t } = useTranslation("messaging");
  const name = useChat((state) => nameOf(state.people, state.me, to.sender_id, t));
  const place = usePlace();
  const start = () => {
    const carries = to.content?.kind ?? null;
    setDraft(conversation.id, { reply_to: { seq: to.seq, sender_id: to.sender_id, text: gist(to, t), carries, name } });
    place.closeDetails();
    document.querySelector<HTMLElement>("[data-composer]")?.focus();
  };
  return (
    <button type="button" className={css.more} onClick={start}>
      {t("thread.answer")}
    </button>
  );
}
