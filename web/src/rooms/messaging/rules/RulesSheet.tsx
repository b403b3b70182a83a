import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { holds, useMe } from "@/app/me";
import { asProblem } from "@/app/problem";
import type { Shape } from "@/app/types";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { toast, toastProblem } from "@/kit/toast";
import css from "./rules.module.css";
import { MENTION_ALL_UP_TO, rulesQuery } from "./useRules";

/** Seconds offered; what was set otherwise is offered beside them. */
const OFFERED = [0, 120, 300, 600, 3_600, 86_400, 604_800];

/** Members of a group; the largest are all groups there can be. */
const SIZES = [0, 50, 100, 200, 500, 100_000];
const EVERY_SIZE = 100_000;

type Rules = Shape<"Rules">;

/** Two minutes, one hour, seven days: in the largest unit that divides it. */
function span(seconds: number, t: TFunction): string {
  if (seconds % 86_400 === 0) return t("rules.days", { count: seconds / 86_400 });
  if (seconds % 3_600 === 0) return t("rules.hours", { count: seconds / 3_600 });
  if (seconds % 60 === 0) return t("rules.minutes", { count: seconds / 60 });
  return t("rules.seconds", { count: seconds });
}

/** Groups of how many members. */
function size(members: number, t: TFunction): string {
  if (members === 0) return t("rules.mentionNone");
  return members >= EVERY_SIZE ? t("rules.mentionEvery") : t("rules.mentionUpTo", { count: members });
}

/** What is offered, and beside it what was set otherwise. */
function offered(values: number[], set: number): number[] {
  return [...new Set([...values, set])].sort((a, b) => a - b);
}

/** The rules an organisation sets for its conversations. */
export default function RulesSheet({ organisationId }: { organisationId: string }) {
  const { t } = useTranslation("messaging");
  const may = holds(useMe(), organisationId, "messaging.rules_set");
  const rules = useQuery(rulesQuery(organisationId));
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Partial<Rules>) => {
      const params = { path: { organisation_id: organisationId } };
      return take(api.PATCH("/api/organisations/{organisation_id}/messaging", { params, body }));
    },
    onSuccess: (now) => {
      client.setQueryData(rulesQuery(organisationId).queryKey, now);
      toast(t("rules.saved"));
    },
    onError: toastProblem,
  });
  const now = rules.data && { ...rules.data, ...(change.isPending ? change.variables : {}) };
  return (
    <Sheet title={t("rules.title")} hint={t("rules.hint")}>
      {rules.isPending && <Skeleton rows={4} avatar={false} />}
      {rules.error && <ErrorState problem={asProblem(rules.error)} retry={() => void rules.refetch()} />}
      {now && <Fields rules={now} may={may} change={change.mutate} />}
    </Sheet>
  );
}

interface FieldsProps {
  rules: Rules;
  may: boolean;
  change: (change: Partial<Rules>) => void;
}

function Fields({ rules, may, change }: FieldsProps) {
  const { t } = useTranslation("messaging");
  return (
    <>
      <Term
        word={t("rules.recall")}
        none={t("rules.never")}
        seconds={rules.recall_within ?? 0}
        disabled={!may}
        change={(recall_within) => change({ recall_within })}
      />
      <Term
        word={t("rules.edit")}
        none={t("rules.neverEdit")}
        seconds={rules.edit_within ?? 0}
        disabled={!may}
        change={(edit_within) => change({ edit_within })}
      />
      <label className={css.rule}>
        {t("rules.mentionAll")}
        <select
          value={rules.mention_all_up_to ?? MENTION_ALL_UP_TO}
          disabled={!may}
          onChange={(event) => change({ mention_all_up_to: Number(event.target.value) })}
        >
          {offered(SIZES, rules.mention_all_up_to ?? MENTION_ALL_UP_TO).map((one) => (
            <option key={one} value={one}>
              {size(one, t)}
            </option>
          ))}
        </select>
      </label>
      <Choice
        word={t("rules.locations")}
        on={rules.locations === true}
        disabled={!may}
        change={(locations) => change({ locations })}
      />
      <Choice
        word={t("rules.linkCards")}
        on={rules.link_cards !== false}
        disabled={!may}
        change={(link_cards) => change({ link_cards })}
      />
      <Choice
        word={t("rules.forwardingOut")}
        on={rules.forwarding_out !== false}
        disabled={!may}
        change={(forwarding_out) => change({ forwarding_out })}
      />
    </>
  );
}

interface TermProps {
  word: string;
  none: string;
  seconds: number;
  disabled: boolean;
  change: (seconds: number) => void;
}

function Term({ word, none, seconds, disabled, change }: TermProps) {
  const { t } = useTranslation("messaging");
  return (
    <label className={css.rule}>
      {word}
      <select value={seconds} disabled={disabled} onChange={(event) => change(Number(event.target.value))}>
        {offered(OFFERED, seconds).map((one) => (
          <option key={one} value={one}>
            {one === 0 ? none : span(one, t)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChoiceProps {
  word: string;
  on: boolean;
  disabled: boolean;
  change: (on: boolean) => void;
}

function Choice({ word, on, disabled, change }: ChoiceProps) {
  return (
    <label className={css.choice}>
      <input type="checkbox" checked={on} disabled={disabled} onChange={(event) => change(event.target.checked)} />
      {word}
    </label>
  );
}
