import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { PagedList } from "@/kit/PagedList";
import { usePages } from "@/kit/usePages";
import { useReadAgain } from "@/kit/useReadAgain";
import { When } from "@/kit/When";
import type { Conversation, Fact } from "../calls";
import { ContentView } from "../content/ContentView";
import { threadOf } from "../model/around";
import { useChat } from "../model/chat";
import { setDraft } from "../model/drafts";
import { LongText } from "../stage/LongText";
import { usePlace } from "../usePlace";
import { gist, nameOf } from "../words";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";

/** A message and everything that was said in answer to it, in one column, page by page. */
export default function ThreadPane({ conversation, seq }: { conversation: Conversation; seq: number }) {
  const { t } = useTranslation("messaging");
  const { id } = conversation;
  const key = ["conversation", id, "thread", seq];
  const pages = usePages(key, (after) => threadOf(id, seq, after));
  // Something was said in the thread, or changed.
  const moved = useChat((state) => {
    const facts = state.timelines[id]?.facts.filter((one) => one.seq === seq || one.thread === seq) ?? [];
    return facts.map((one) => one.as_of).join();
  });
  useReadAgain(key, moved);
  const items = pages.data?.items ?? [];
  // The last one said is answered, or, while there are further ones to read, what began it all.
  const to = items.at(pages.hasNextPage ? 0 : -1);
  return (
    <>
      <DetailsHead title={t("thread.title")} />
      <div className={css.list}>
        <PagedList
          pages={pages}
          keyOf={(fact) => String(fact.seq)}
          height={72}
          label={t("thread.title")}
          bones={5}
          empty={null}
          row={(fact) => <Line fact={fact} conversation={conversation} />}
        />
      </div>
      {to && conversation.open && <Answer conversation={conversation} to={to} />}
    </>
  );
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
        {fact.text && <LongText id={`${fact.conversation_id}/${fact.seq}`} text={fact.text} mentions={fact.mentions} />}
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
    <div className={css.acts}>
      <button type="button" onClick={start}>
        {t("thread.answer")}
      </button>
    </div>
  );
}
