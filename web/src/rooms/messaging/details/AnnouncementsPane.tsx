import { useMutation } from "@tanstack/react-query";
import { Megaphone, Plus } from "lucide-react";
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
import { confirmAnnouncement, readAnnouncements, remind, withdraw } from "../model/running";
import { usePlace } from "../usePlace";
import css from "./announcements.module.css";
import { DetailsHead } from "./DetailsHead";
import details from "./details.module.css";

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
  const place = usePlace();
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
        <button type="button" onClick={() => place.showEffects(row.seq)}>
          {t("announce.who")}
        </button>
      </div>
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
