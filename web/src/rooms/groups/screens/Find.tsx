import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { UsersRound } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";
import { asProblem } from "@/app/problem";
import { GroupAvatar } from "@/kit/Avatar";
import { Body } from "@/kit/Body";
import { FormDialog } from "@/kit/FormDialog";
import { PageHeader } from "@/kit/PageHeader";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast, toastProblem } from "@/kit/toast";
import type { GroupCard, OwnRequest } from "../calls";
import { askedKey, useAsked, useListed } from "../queries";
import css from "../register/register.module.css";

/** The groups that colleagues find, and one's own requests that wait. */
export default function Find() {
  const { t } = useTranslation("groups");
  const me = useMe();
  const navigate = useNavigate();
  const [org, setOrg] = useState(me.memberships[0]?.organisation.id ?? "");
  const [typed, setTyped] = useState("");
  const groups = useListed(org, useDeferredValue(typed.trim()));
  const asked = useAsked(me.id);
  // What waits stands above the list, with the way to take it back, and there alone.
  const waiting = new Set(asked.data?.map((one) => one.conversation_id));
  return (
    <>
      <PageHeader title={t("find.title")} back={() => void navigate({ to: "/messages" })} />
      <Body narrow>
        {org === "" ? (
          <EmptyState icon={<UsersRound />} title={t("find.homeless")} />
        ) : (
          <>
            <div className={css.acts}>
              <Input
                allowClear
                className={css.search ?? ""}
                value={typed}
                placeholder={t("find.search")}
                aria-label={t("find.search")}
                onChange={(event) => setTyped(event.target.value)}
              />
              {me.memberships.length > 1 && (
                <Select
                  value={org}
                  onChange={setOrg}
                  options={me.memberships.map((one) => ({ value: one.organisation.id, label: one.organisation.name }))}
                />
              )}
            </div>
            {asked.data && asked.data.length > 0 && <Waiting rows={asked.data} />}
            {groups.isPending && <Skeleton rows={5} />}
            {groups.error && <ErrorState problem={groups.error} retry={() => void groups.refetch()} />}
            {groups.data?.items.length === 0 && (
              <EmptyState icon={<UsersRound />} title={t("find.none")} hint={t("find.noneHint")} />
            )}
            {groups.data && groups.data.items.length > 0 && (
              <ul className={css.cards}>
                {groups.data.items
                  .filter((card) => !waiting.has(card.id))
                  .map((card) => (
                    <Card key={card.id} card={card} />
                  ))}
              </ul>
            )}
            {groups.hasNextPage && <Button onClick={() => void groups.fetchNextPage()}>{t("register.more")}</Button>}
          </>
        )}
      </Body>
    </>
  );
}

function Card({ card }: { card: GroupCard }) {
  const { t } = useTranslation("groups");
  const navigate = useNavigate();
  const client = useQueryClient();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const open = () => void navigate({ to: `/messages/${card.id}` });
  const act = useMutation({
    mutationFn: (body: { note?: string }) => {
      const path = { organisation_id: card.organisation_id, conversation_id: card.id };
      const at = "/api/organisations/{organisation_id}/listed-groups/{conversation_id}" as const;
      return take(api.POST(at, { params: { path }, body }));
    },
    onError: (error) => !asking && toastProblem(error),
    onSuccess: ({ outcome }) => {
      if (outcome === "joined") return open();
      toast(t("find.asked"));
      setAsking(false);
      void client.invalidateQueries({ queryKey: askedKey(me.id) });
      void client.invalidateQueries({ queryKey: ["organisation", card.organisation_id, "listed-groups"] });
    },
  });
  return (
    <li>
      <GroupAvatar id={card.id} name={card.name} size={40} />
      <span className={css.who}>
        <span>{card.name}</span>
        <small>
          {t("find.members", { count: card.members })}
          {card.owner && ` · ${t("find.owner", { name: card.owner })}`}
        </small>
      </span>
      {card.standing === "member" && <Button onClick={open}>{t("find.open")}</Button>}
      {card.standing === "pending" && <span className={css.calm}>{t("find.pending")}</span>}
      {card.standing === "none" && (
        <Button
          type="primary"
          loading={act.isPending}
          onClick={() => (card.approval ? setAsking(true) : act.mutate({}))}
        >
          {t(card.approval ? "find.ask" : "find.join")}
        </Button>
      )}
      {asking && (
        <FormDialog<{ note?: string }>
          title={t("find.askTo", { name: card.name })}
          okText={t("find.ask")}
          act={{ isPending: act.isPending, error: act.error && asProblem(act.error) }}
          submit={(body) => act.mutate(body)}
          close={() => setAsking(false)}
          first="note"
        >
          <Form.Item name="note" label={t("join.note")} extra={t("join.approval")}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
        </FormDialog>
      )}
    </li>
  );
}

/** One's own requests that wait, with the way to take them back. */
function Waiting({ rows }: { rows: OwnRequest[] }) {
  const { t } = useTranslation("groups");
  const me = useMe();
  const client = useQueryClient();
  const drop = useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE("/api/me/group-requests/{request_id}", { params: { path: { request_id: id } } })),
    onError: toastProblem,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: askedKey(me.id) });
      void client.invalidateQueries({ queryKey: ["organisation"] });
    },
  });
  return (
    <section aria-label={t("find.mine")}>
      <h3 className={css.title}>{t("find.mine")}</h3>
      <ul className={css.cards}>
        {rows.map((row) => (
          <li key={row.id}>
            <span className={css.who}>{row.name}</span>
            <Button onClick={() => drop.mutate(row.id)}>{t("find.giveUp")}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
