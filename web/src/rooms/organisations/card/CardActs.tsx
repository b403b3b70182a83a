import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import { Contact, MessageSquare, Pencil, QrCode } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, organisationName, useMe } from "@/app/me";
import { leavingOrganisation } from "@/app/standing";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { keep } from "@/kit/download";
import { part } from "@/kit/part";
import { Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import type { MemberCard } from "../calls";
import { useRemoveMember } from "../queries";
import { TransferActs } from "../transfers/TransferActs";
import css from "./CardActs.module.css";
import { useWriteTo } from "./useWriteTo";
import { vcard, vcardName } from "./vcard";
import { Ways } from "./Ways";

const CardQr = part(() => import("./CardQr"), { waiting: <Skeleton rows={3} avatar={false} /> });

interface Props {
  org: string;
  card: MemberCard;
  /** Before one goes elsewhere. */
  go?: (() => void) | undefined;
}

/** What one does from a card: write, call, mail; take it along; edit, when one may. */
export function CardActs({ org, card, go }: Props) {
  const { t } = useTranslation("organisations");
  const me = useMe();
  const navigate = useNavigate();
  const myself = card.person_id === me.id;
  return (
    <>
      <div className={css.acts}>
        {card.person_id && card.status === "active" && !myself ? <Write person={card.person_id} go={go} /> : null}
        {myself ? <Myself org={org} card={card} /> : null}
        {card.may_manage ? (
          <Button
            size="large"
            icon={<Pencil size={16} aria-hidden />}
            onClick={() => {
              go?.();
              void navigate({ href: `/admin/${org}/members?member=${card.id}` });
            }}
          >
            {t("common.edit")}
          </Button>
        ) : null}
        <TransferActs org={org} card={card} />
      </div>
      <Reach org={org} card={card} />
    </>
  );
}

function Write({ person, go }: { person: string; go?: (() => void) | undefined }) {
  const { t } = useTranslation("organisations");
  const { write, opening } = useWriteTo();
  return (
    <Button
      type="primary"
      size="large"
      icon={<MessageSquare size={16} aria-hidden />}
      loading={opening}
      onClick={() => void write(person).then(go)}
    >
      {t("card.message")}
    </Button>
  );
}

/** The other ways to reach somebody, as far as one sees number and address, and to take the card along. */
function Reach({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const [code, setCode] = useState(false);
  const organisation = organisationName(useMe(), org);
  const take = () => keep(new Blob([vcard(card, organisation)], { type: "text/vcard" }), vcardName(card.name));
  return (
    <>
      <Ways phone={card.phone} email={card.email}>
        <button type="button" aria-expanded={code} onClick={() => setCode(!code)}>
          <QrCode aria-hidden />
          {t("card.qr")}
        </button>
        <button type="button" onClick={take}>
          <Contact aria-hidden />
          {t("card.export")}
        </button>
      </Ways>
      {code ? <CardQr card={card} organisation={organisation} /> : null}
    </>
  );
}

/** One's own card: the way out of the organisation. */
function Myself({ org, card }: { org: string; card: MemberCard }) {
  const { t } = useTranslation("organisations");
  const client = useQueryClient();
  const leave = useRemoveMember(org);
  const organisation = organisationName(useMe(), org);
  const act = () => {
    leavingOrganisation(org);
    return leave.mutateAsync({ member: card.id, reason: "own_wish" }).then(() => {
      toast(t("card.left"));
      return client.invalidateQueries({ queryKey: meQuery.queryKey });
    });
  };
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
