import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { holds, useMe } from "@/app/me";
import { asProblem } from "@/app/problem";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import css from "./rules.module.css";

/** Seconds offered; what was set otherwise is offered beside them. */
const OFFERED = [0, 120, 300, 3_600, 86_400, 604_800];

const rulesQuery = (id: string) =>
  queryOptions({
    queryKey: ["organisation", id, "messaging"],
    queryFn: () =>
      take(api.GET("/api/organisations/{organisation_id}/messaging", { params: { path: { organisation_id: id } } })),
  });

/** Two minutes, one hour, seven days: in the largest unit that divides it. */
function span(seconds: number, t: TFunction): string {
  if (seconds === 0) return t("rules.never");
  if (seconds % 86_400 === 0) return t("rules.days", { count: seconds / 86_400 });
  if (seconds % 3_600 === 0) return t("rules.hours", { count: seconds / 3_600 });
  if (seconds % 60 === 0) return t("rules.minutes", { count: seconds / 60 });
  return t("rules.seconds", { count: seconds });
}

/** The rules an organisation sets for its conversations: how long a message may be recalled. */
export default function RulesSheet({ organisationId }: { organisationId: string }) {
  const { t } = useTranslation("messaging");
  const may = holds(useMe(), organisationId, "messaging.rules_set");
  const rules = useQuery(rulesQuery(organisationId));
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (recall_within: number) => {
      const params = { path: { organisation_id: organisationId } };
      return take(api.PATCH("/api/organisations/{organisation_id}/messaging", { params, body: { recall_within } }));
    },
    onSuccess: (now) => {
      client.setQueryData(rulesQuery(organisationId).queryKey, now);
      toast(t("rules.saved"));
    },
    onError: (error) => toast(asProblem(error).message, { urgent: true }),
  });
  const now = change.isPending ? change.variables : rules.data?.recall_within;
  return (
    <Sheet title={t("rules.title")} hint={t("rules.hint")}>
      {rules.isPending && <Skeleton rows={1} avatar={false} />}
      {rules.error && <ErrorState problem={asProblem(rules.error)} retry={() => void rules.refetch()} />}
      {now !== undefined && (
        <label className={css.rule}>
          {t("rules.recall")}
          <select value={now} disabled={!may} onChange={(event) => change.mutate(Number(event.target.value))}>
            {[...new Set([...OFFERED, now])]
              .sort((a, b) => a - b)
              .map((seconds) => (
                <option key={seconds} value={seconds}>
                  {span(seconds, t)}
                </option>
              ))}
          </select>
        </label>
      )}
    </Sheet>
  );
}
