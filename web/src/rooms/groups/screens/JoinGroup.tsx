import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import Button from "antd/es/button";
import Input from "antd/es/input";
import { Link2Off } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/app/api";
import { asProblem, type Problem } from "@/app/problem";
import { GroupAvatar } from "@/kit/Avatar";
import { Body } from "@/kit/Body";
import { PageHeader } from "@/kit/PageHeader";
import { Refusal } from "@/kit/Refusal";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import type { GroupCard } from "../calls";
import css from "../register/register.module.css";

/** Where a group's link or QR code leads. */
export default function JoinGroup() {
  const { t } = useTranslation("groups");
  const { code = "" } = useParams({ strict: false }) as { code?: string };
  const navigate = useNavigate();
  const card = useQuery<GroupCard, Problem>({
    queryKey: ["group-link", code],
    queryFn: () => take(api.GET("/api/group-links/{code}", { params: { path: { code } } })),
    retry: false,
  });
  const toChats = () => void navigate({ to: "/messages" });
  const out = <Button onClick={toChats}>{t("join.toChats")}</Button>;
  return (
    <>
      <PageHeader title={t("join.title")} back={toChats} />
      <Body narrow>
        {card.isPending && <Skeleton rows={3} />}
        {card.error?.code === "messaging.group_link_void" && (
          <EmptyState icon={<Link2Off />} title={t("join.void")} hint={t("join.voidHint")} action={out} />
        )}
        {card.error && card.error.code !== "messaging.group_link_void" && (
          <ErrorState problem={card.error} retry={() => void card.refetch()} />
        )}
        {card.data && <Card card={card.data} code={code} />}
      </Body>
    </>
  );
}

function Card({ card, code }: { card: GroupCard; code: string }) {
  const { t } = useTranslation("groups");
  const navigate = useNavigate();
  const [note, setNote] = useState("");
  const open = (id: string) => void navigate({ to: `/messages/${id}`, replace: true });
  const act = useMutation({
    mutationFn: () => take(api.POST("/api/group-links/{code}", { params: { path: { code } }, body: { note } })),
    onSuccess: ({ conversation_id }) => conversation_id && open(conversation_id),
  });
  const pending = card.standing === "pending" || act.data?.outcome === "pending";
  const fresh = card.standing === "none" && !pending;
  return (
    <section className={css.card}>
      <GroupAvatar id={card.id} name={card.name} size={64} />
      <h2>{card.name}</h2>
      <p>
        {t("find.members", { count: card.members })}
        {card.owner && ` · ${t("find.owner", { name: card.owner })}`}
      </p>
      {fresh && card.approval && (
        <>
          <p>{t("join.approval")}</p>
          <Input
            value={note}
            maxLength={200}
            placeholder={t("join.note")}
            aria-label={t("join.note")}
            onChange={(event) => setNote(event.target.value)}
          />
        </>
      )}
      {act.error && <Refusal problem={asProblem(act.error)} />}
      {pending && <p role="status">{t("find.asked")}</p>}
      {fresh && (
        <Button type="primary" loading={act.isPending} onClick={() => act.mutate()}>
          {t(card.approval ? "find.ask" : "find.join")}
        </Button>
      )}
      {card.standing === "member" && (
        <Button type="primary" onClick={() => open(card.id)}>
          {t("find.open")}
        </Button>
      )}
    </section>
  );
}
