import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Megaphone, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { IconButton } from "@/kit/IconButton";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast, toastProblem } from "@/kit/toast";
import { When } from "@/kit/When";
import type { AnnouncementRow, Conversation } from "../calls";
import { useChat } from "../model/chat";
import { announcing, mayAnnounce, runs } from "../model/governing";
import { announcementsQuery, confirmAnnouncement, confirmationsQuery, remind, withdraw } from "../model/running";
import css from "./announcements.module.css";
import { DetailsHead } from "./DetailsHead";
import details from "./details.module.css";
import { PersonRow } from "./PersonRow";

/** The announcements of a group, the newest first; who has confirmed, for those who run it. */
export default function AnnouncementsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const rows = useAnnouncements(conversation);
  const write = () => announcing.set({ id: conversation.id, text: "" });
  return (
    <>
      <DetailsHead title={t("announce.title")}>
        {mayAnnounce(conversation) && <IconButton label={t("announce.new")} icon={<Plus />} onClick={write} />}
      </DetailsHead>
      <div className={details.body}>
        {rows.isPending && <Skeleton rows={5} avatar={false} />}
        {rows.error && <ErrorState problem={asProblem(rows.error)} retry={() => void rows.refetch()} />}
        {rows.data?.length === 0 && (
          <EmptyState icon={<Megaphone />} title={t("announce.none")} hint={t("announce.noneHint")} />
        )}
        {rows.data?.map((row) => (
          <One key={row.seq} row={row} conversation={conversation} />
        ))}
      </div>
    </>
  );
}

/** Read again when another stands above the chat, or one's own confirmation is stored. */
function useAnnouncements(conversation: Conversation) {
  const client = useQueryClient();
  const { id, announcement } = conversation;
  const now = `${announcement?.seq}/${announcement?.confirmed}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` is what asks for a new read
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["conversation", id, "announcements"] });
  }, [client, id, now]);
  return useQuery(announcementsQuery(id));
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
      {asked && !row.mine && (
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
  const { t } = useTranslation("messaging");
  const waiting = useQuery(confirmationsQuery(id, row.seq, "waiting"));
  const done = useQuery(confirmationsQuery(id, row.seq, "confirmed"));
  const lists = [
    { state: "waiting" as const, items: waiting.data?.items ?? [], count: (row.total ?? 0) - (row.confirmed ?? 0) },
    { state: "confirmed" as const, items: done.data?.items ?? [], count: row.confirmed ?? 0 },
  ];
  return lists.map(({ state, items, count }) => (
    <div key={state} className={css.who}>
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
    </div>
  ));
}
