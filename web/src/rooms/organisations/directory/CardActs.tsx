import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import { MessageSquare, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, useMe } from "@/app/me";
import { asProblem } from "@/app/problem";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import type { MemberCard } from "../calls";
import { useRemoveMember } from "../queries";
import css from "./CardActs.module.css";

/** What one does from a card: write to the person; edit, when one may. */
export function CardActs({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const me = useMe();
  const navigate = useNavigate();
  const { message, opening } = useMessage();
  const myself = card.person_id === me.id;
  return (
    <div className={css.acts}>
      {card.person_id && card.status === "active" && !myself ? (
        <Button
          type="primary"
          size="large"
          icon={<MessageSquare size={16} aria-hidden />}
          loading={opening}
          onClick={() => message(card.person_id as string)}
        >
          {t("card.message")}
        </Button>
      ) : null}
      {myself ? <Myself org={org} card={card} /> : null}
      {card.may_manage ? (
        <Button
          size="large"
          icon={<Pencil size={16} aria-hidden />}
          onClick={() => void navigate({ href: `/admin/${org}/members?member=${card.id}` })}
        >
          {t("common.edit")}
        </Button>
      ) : null}
    </div>
  );
}

/** One's own card: the way out of the organisation. */
function Myself({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const client = useQueryClient();
  const leave = useRemoveMember(org);
  const organisation = useMe().memberships.find((one) => one.organisation.id === org)?.organisation.name;
  const act = () =>
    leave.mutateAsync({ member: card.id, reason: "own_wish" }).then(() => {
      toast(t("card.left"));
      return client.invalidateQueries({ queryKey: meQuery.queryKey });
    });
  return (
    <>
      <span className={css.you}>{t("card.you")}</span>
      <ConfirmButton
        type="text"
        title={t("card.leaveTitle", { organisation })}
        consequence={t("card.leaveText")}
        confirm={t("card.leaveSubmit")}
        act={act}
      >
        {t("card.leave")}
      </ConfirmButton>
    </>
  );
}

/** Opens the conversation with a person, making it when there is none. */
function useMessage() {
  const navigate = useNavigate();
  const words = useProblemWords();
  const [opening, setOpening] = useState(false);
  const message = (person: string) => {
    setOpening(true);
    // The chat weighs more than the directory: fetched when somebody is written to.
    import("@/rooms/messaging/door")
      .then((door) => door.openDirect(person))
      .then((conversation) => navigate({ href: `/messages/${conversation.id}` }))
      .catch((error: unknown) => toast(words(asProblem(error)), { urgent: true }))
      .finally(() => setOpening(false));
  };
  return { message, opening };
}
