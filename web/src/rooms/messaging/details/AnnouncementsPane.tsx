import { useMutation } from "@tanstack/react-query";
import { Megaphone, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { PagedList } from "@/kit/PagedList";
import { EmptyState } from "@/kit/states";
import { toast, toastProblem } from "@/kit/toast";
import { usePages } from "@/kit/usePages";
import { useReadAgain } from "@/kit/useReadAgain";
import { When } from "@/kit/When";
import type { AnnouncementRow, Conversation } from "../calls";
import { useChat } from "../model/chat";
import { announcing, mayAnnounce, runs } from "../model/governing";
import { confirmAnnouncement, readAnnouncements, readConfirmations, remind, withdraw } from "../model/running";
import css from "./announcements.module.css";
import { DetailsHead } from "./DetailsHead";
import details from "./details.module.css";
import { More } from "./More";
import { PersonRow } from "./PersonRow";

/** The announcements of a group, the newest first; who has confirmed, for those who run it. */
export default function AnnouncementsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const { id, announcement } = conversation;
  const key = ["conversation", id, "announcements"];
  const pages = usePages(key, (after) => readAnnouncements(id, after));
  // Another stands above the chat, or one's own confirmation is stored.
  useReadAgain(key, `${announcement?.seq}/${announcement?.confirmed}`);
  const write = () => announcing.set({ id, text: "" });
  return (
    <>
      <DetailsHead title={t("announce.title")}>
        {mayAnnounce(conversation) && <IconButton label={t("announce.new")} icon={<Plus />} onClick={write} />}
      </DetailsHead>
      <div className={details.list}>
        <PagedList
          pages={pages}
          keyOf={(row) => String(row.seq)}
          height={128}
          label={t("announce.title")}
          still
          bones={5}
          empty={<EmptyState icon={<Megaphone />} title={t("announce.none")} hint={t("announce.noneHint")} />}
          row={(row) => <One row={row} conversation={conversation} />}
        />
      </div>
    </>
  );
}

function One({ row, conversation }: { row: AnnouncementRow; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  return (
    <article className={css.one} data-current={row.current}>
      <header>
        <span>{row.sender}</span>
        <When at={row.at} />
        {row.current && <i className={details.tag}>{t("announce.current")}</i>}
      </header>
      <p>{row.text ?? t("announce.erased")}</p>
      <Acts row={row} conversation={conversation} />
      {row.confirmed !== null && <Confirmations row={row} conversation={conversation} />}
    </article>
  );
}

function Acts({ row, conversation }: { row: AnnouncementRow; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const me = useChat((state) => state.me);
  const confirm = useMutation({
    mutationFn: () => confirmAnnouncement(conversation.id, row.seq),
    onError: toastProblem,
  });
  const down = useMutation({ mutationFn: () => withdraw(conversation.id, row.seq), onError: toastProblem });
  const asked = row.confirm && row.sender_id !== me;
  const own = row.sender_id === me || runs(conversation);
  return (
    <div className={css.acts}>
      {asked && !row.mine && conversation.open && (
        <button type="button" className={css.seal} disabled={confirm.isPending} onClick={() => confirm.mutate()}>
          {t("announce.confirm")}
        </button>
      )}
      {asked && row.mine && <small>{t("announce.confirmed")}</small>}
      {row.current && own && conversation.open && (
        <button type="button" disabled={down.isPending} onClick={() => down.mutate()}>
          {t("announce.withdraw")}
        </button>
      )}
    </div>
  );
}

/** How many have confirmed, who has and who has not, and one button to remind those. */
function Confirmations({ row, conversation }: { row: AnnouncementRow; conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const [shown, setShown] = useState(false);
  const { confirmed, total } = row;
  const left = (total ?? 0) - (confirmed ?? 0);
  const again = useMutation({
    mutationFn: () => remind(conversation.id, row.seq),
    onError: toastProblem,
    onSuccess: (count) => toast(t("announce.reminded", { count })),
  });
  return (
    <section className={css.confirmations}>
      <div className={css.meter}>
        <meter min={0} max={Math.max(1, total ?? 0)} value={confirmed ?? 0} aria-label={t("announce.confirmed")} />
        <span>{t("announce.counts", { confirmed, total })}</span>
        <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t("announce.who")}
        </button>
      </div>
      {shown && <Who row={row} id={conversation.id} />}
      {row.current && left > 0 && conversation.open && (
        <div className={css.acts}>
          <button type="button" className={css.seal} disabled={again.isPending} onClick={() => again.mutate()}>
            {t("announce.remind")}
          </button>
          {row.reminded_at && <When at={row.reminded_at} className={css.quiet} />}
        </div>
      )}
    </section>
  );
}

function Who({ row, id }: { row: AnnouncementRow; id: string }) {
  const { confirmed, total } = row;
  return (
    <>
      <People id={id} seq={row.seq} state="waiting" count={(total ?? 0) - (confirmed ?? 0)} />
      <People id={id} seq={row.seq} state="confirmed" count={confirmed ?? 0} />
    </>
  );
}

interface PeopleProps {
  id: string;
  seq: number;
  state: "waiting" | "confirmed";
  count: number;
}

function People({ id, seq, state, count }: PeopleProps) {
  const { t } = useTranslation("messaging");
  const key = ["conversation", id, "announcements", seq, state];
  const pages = usePages(key, (after) => readConfirmations(id, seq, state, after));
  const items = pages.data?.items ?? [];
  return (
    <div className={css.who}>
      <h3>{t(`effects.${state}List`, { count })}</h3>
      {items.length === 0 && count <= 0 && <p className={details.quiet}>{t(`effects.${state}None`)}</p>}
      {items.length > 0 && (
        <ul>
          {items.map((one) => (
            <PersonRow
              key={one.person_id}
              id={one.person_id}
              name={one.name}
              avatar={one.avatar ?? null}
              note={one.post ?? null}
            >
              {one.at && <When at={one.at} />}
            </PersonRow>
          ))}
        </ul>
      )}
      <More pages={pages} />
    </div>
  );
}
