import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toastProblem } from "@/kit/toast";
import type { Conversation, GroupRequest } from "../calls";
import { runs } from "../model/governing";
import { decide, requestsQuery } from "../model/running";
import { DetailsHead } from "./DetailsHead";
import css from "./details.module.css";
import { PersonRow } from "./PersonRow";

/** Those who wait to be let in, the longest first. */
export default function RequestsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("messaging");
  const client = useQueryClient();
  const { id, requests } = conversation;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is what asks for a new read
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["conversation", id, "requests"] });
  }, [client, id, requests]);
  const may = runs(conversation);
  const rows = useQuery({ ...requestsQuery(id), enabled: may });
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
      <div className={css.body}>
        {rows.isPending && <Skeleton rows={4} />}
        {rows.error && <ErrorState problem={asProblem(rows.error)} retry={() => void rows.refetch()} />}
        {rows.data?.length === 0 && (
          <EmptyState icon={<UserPlus />} title={t("requests.none")} hint={t("requests.noneHint")} />
        )}
        {rows.data && rows.data.length > 0 && (
          <ul className={css.seats}>
            {rows.data.map((row) => (
              <Request key={row.id} row={row} id={id} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function Request({ row, id }: { row: GroupRequest; id: string }) {
  const { t } = useTranslation("messaging");
  const act = useMutation({ mutationFn: (accept: boolean) => decide(id, row.id, accept), onError: toastProblem });
  const by = row.invited_by ? t("requests.invitedBy", { name: row.invited_by }) : row.post;
  return (
    <PersonRow id={row.person_id} name={row.name} avatar={row.avatar} note={[by, row.note].filter(Boolean).join(" · ")}>
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
  );
}
