import { useMutation } from "@tanstack/react-query";
import { Megaphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { ahead } from "@/kit/time";
import { toastProblem } from "@/kit/toast";
import type { Conversation } from "../calls";
import { useChat } from "../model/chat";
import { waits } from "../model/governing";
import { confirmAnnouncement } from "../model/running";
import { usePlace } from "../usePlace";
import { brief } from "../words";
import css from "./above.module.css";

/** What stands above the chat: the announcement with its confirmation, and that the group ends unless somebody speaks. */
export default function AnnouncementBar({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const language = useLanguage();
  const { announcement, ends_at, open } = conversation;
  return (
    <>
      {open && ends_at && (
        <p className={css.notice} role="status">
          {t("stage.endsAt", { when: ahead(new Date(ends_at), new Date(), language) })}
        </p>
      )}
      {announcement && <Bar conversation={conversation} announcement={announcement} />}
    </>
  );
}

interface BarProps {
  conversation: Conversation;
  announcement: NonNullable<Conversation["announcement"]>;
}

function Bar({ conversation, announcement }: BarProps) {
  const { t } = useTranslation("messaging");
  const place = usePlace();
  const me = useChat((state) => state.me);
  const confirm = useMutation({
    mutationFn: () => confirmAnnouncement(conversation.id, announcement.seq),
    onError: toastProblem,
  });
  return (
    <section className={css.bar} aria-label={t("announce.title")}>
      <button type="button" title={t("announce.open")} onClick={place.showAnnouncements}>
        <Megaphone aria-label={t("announce.word")} />
        <span>{brief(announcement.text)}</span>
      </button>
      {waits(conversation, me) ? (
        <button type="button" className={css.seal} disabled={confirm.isPending} onClick={() => confirm.mutate()}>
          {t("announce.confirm")}
        </button>
      ) : (
        announcement.confirmed && <small>{t("announce.confirmed")}</small>
      )}
    </section>
  );
}
