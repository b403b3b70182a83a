import { Link } from "@tanstack/react-router";
import Tag from "antd/es/tag";
import { useTranslation } from "react-i18next";
import { ErrorState, Skeleton } from "@/kit/states";
import type { MemberCard } from "../../calls";
import { CardFacts } from "../../card/CardFacts";
import { MemberFace } from "../../card/MemberFace";
import { DetailsPane } from "../../lists/DetailsPane";
import { useCard } from "../../queries";
import { TransferActs } from "../../transfers/TransferActs";
import { useAdmin } from "../useAdmin";
import { InvitationTicket } from "./InvitationTicket";
import { RecordForm } from "./RecordForm";
import css from "./RecordPane.module.css";
import { RemoveMember } from "./RemoveMember";
import { SuspendMember } from "./SuspendMember";

interface Props {
  org: string;
  member: string;
  close: () => void;
}

/** One member's record: to edit, to see what they may do, to end. */
export function RecordPane({ org, member, close }: Props) {
  const { t } = useTranslation("organisations");
  const card = useCard(org, member);
  return (
    <DetailsPane title={card.data?.name ?? t("card.title")} close={close}>
      {card.isPending ? <Skeleton rows={4} /> : null}
      {card.error ? <ErrorState problem={card.error} retry={() => void card.refetch()} /> : null}
      {card.data ? <Record org={org} card={card.data} close={close} /> : null}
    </DetailsPane>
  );
}

/** Whose invitation it is that waits, and whether they still stand behind it. */
function InvitedBy({ card }: { card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const { by, inviter } = card.invitation ?? {};
  if (card.status !== "invited" || !by) return null;
  return (
    <p>
      {t("members.invitedBy", { name: by })}{" "}
      {inviter === "left" || inviter === "suspended" ? (
        <Tag color="warning">{t(`members.inviter.${inviter}`)}</Tag>
      ) : null}
    </p>
  );
}

function Record({ org, card, close }: { org: string; card: MemberCard; close: () => void }) {
  const { t } = useTranslation("organisations");
  const { may, me } = useAdmin();
  const present = card.status !== "left";
  const myself = card.person_id === me.id;
  return (
    <>
      <MemberFace card={card} />
      <InvitedBy card={card} />
      {card.status === "invited" && may("member_invite") ? (
        <InvitationTicket org={org} member={card.id} name={card.name} />
      ) : null}
      {present && card.may_manage ? <RecordForm org={org} card={card} /> : <CardFacts org={org} card={card} />}
      {present && may("role_manage") ? (
        <p>
          <Link
            className="thumb"
            to={`/admin/${org}/roles` as string}
            search={{ tab: "explain", member: card.id } as never}
          >
            {t("members.powers")}
          </Link>
        </p>
      ) : null}
      {present && card.may_manage ? (
        <div className={css.transfer}>
          <TransferActs org={org} card={card} />
        </div>
      ) : null}
      {present && !myself && card.may_manage ? <SuspendMember org={org} card={card} /> : null}
      {present && !myself && card.may_remove ? <RemoveMember org={org} card={card} done={close} /> : null}
    </>
  );
}
