import { useMutation } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { PagedList } from "@/kit/PagedList";
import { EmptyState } from "@/kit/states";
import { toastProblem } from "@/kit/toast";
import { usePages } from "@/kit/usePages";
import { useReadAgain } from "@/kit/useReadAgain";
import type { Conversation, GroupRequest } from "../calls";
import { runs } from "../model/governing";
import { decide, readRequests } from "../model/running";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";
import { PersonRow } from "./PersonRow";
import requests from "./requests.module.css";
import { requestsKey } from "./seats";

/** Those who wait to be let in, the longest first. */
export default function RequestsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const { id } = conversation;
  const key = requestsKey(id);
  const may = runs(conversation);
  const pages = usePages(key, (after) => readRequests(id, after), { enabled: may });
  useReadAgain(key, null);
  if (!may) {
    return (
      <>
        <DetailsHead title={t("requests.title")} />
        <EmptyState icon={<UserPlus />} title={t("requests.others")} />
      </>
    );
  }
  return (
    <>
      <DetailsHead title={t("requests.title")} />
      <div className={css.list}>
        <PagedList
          pages={pages}
          keyOf={(row) => row.id}
          height={52}
          label={t("requests.title")}
          bones={4}
          empty={<EmptyState icon={<UserPlus />} title={t("requests.none")} hint={t("requests.noneHint")} />}
          row={(row) => <Request row={row} id={id} />}
        />
      </div>
    </>
  );
}

function Request({ row, id }: { row: GroupRequest; id: string }) {
  const { t } = useTranslation("messaging");
  const act = useMutation({ mutationFn: (accept: boolean) => decide(id, row.id, accept), onError: toastProblem });
  const by = row.invited_by ? t("requests.invitedBy", { name: row.invited_by }) : row.post;
  return (
    <div className={requests.one}>
      <PersonRow as="div" id={row.person_id} name={row.name} avatar={row.avatar} note={by}>
        <button type="button" className={css.small} disabled={act.isPending} onClick={() => act.mutate(false)}>
          {t("requests.refuse")}
        </button>
        <button
          type="button"
          className={`${css.small} ${css.smallPrimary}`}
          disabled={act.isPending}
          onClick={() => act.mutate(true)}
        >
          {t("requests.accept")}
        </button>
      </PersonRow>
      {row.note && <Word text={row.note} />}
    </div>
  );
}

/** Fewer characters stand in three lines of the pane. */
const SHORT = 60;

/** What somebody asks with, whole; a long word is folded. */
function Word({ text }: { text: string }) {
  const { t } = useTranslation("messaging");
  const [open, setOpen] = useState(false);
  const id = useId();
  const long = text.length > SHORT || text.split("\n").length > 3;
  return (
    <>
      <p id={id} className={long && !open ? `${requests.word} ${requests.folded}` : requests.word}>
        {text}
      </p>
      {long && (
        <button
          type="button"
          className={requests.fold}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          {t(open ? "message.fold" : "requests.whole")}
        </button>
      )}
    </>
  );
}
