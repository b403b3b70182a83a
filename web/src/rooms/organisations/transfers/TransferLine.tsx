import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { ArrowRight, CircleCheck, CircleDashed } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { follow } from "@/kit/follow";
import { part } from "@/kit/part";
import { Refusal } from "@/kit/Refusal";
import { day } from "@/kit/time";
import { toast } from "@/kit/toast";
import { When } from "@/kit/When";
import type { Transfer } from "../calls";
import { useAnswerTransfer, useWithdrawTransfer } from "./queries";
import css from "./Transfers.module.css";

const RefuseDialog = part(() => import("./RefuseDialog"), { floating: true });

/** A transfer: who, from where to where, who has agreed and who is waited for, and one's own word. */
export function TransferLine({ org, transfer }: { org: string; transfer: Transfer }) {
  const { t } = useTranslation("organisations");
  const { member } = transfer;
  return (
    <li className={css.row} data-transfer={transfer.id}>
      <PersonAvatar id={member.person_id} name={member.name} src={transfer.avatar} />
      <div className={css.words}>
        <div className={css.name}>
          {member.name}
          <Tag>{t(`transfers.as.${transfer.opened_as}`)}</Tag>
          <Tag>{t(`transfers.states.${transfer.state}`)}</Tag>
        </div>
        <Way transfer={transfer} />
        <div className={css.quiet}>
          {t("transfers.day")} <Day at={transfer.effective_at} /> ·{" "}
          {t("transfers.by", { name: transfer.opened_by.name })} <When at={transfer.opened_at} />
        </div>
        {transfer.note ? <p className={css.said}>{transfer.note}</p> : null}
        {transfer.words ? <p className={css.said}>“{transfer.words}”</p> : null}
        {transfer.reason ? <p className={css.said}>{t(`transfers.reasons.${transfer.reason}`)}</p> : null}
        <Sides transfer={transfer} />
      </div>
      <Acts org={org} transfer={transfer} />
    </li>
  );
}

/** A day, which is all that is meant by the moment it begins. */
function Day({ at }: { at: string }) {
  const { t, i18n } = useTranslation("app");
  const words = { today: t("time.today"), yesterday: t("time.yesterday") };
  return <time dateTime={at}>{day(new Date(at), new Date(), i18n.language, words)}</time>;
}

function Way({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation("organisations");
  const gone = t("transfers.gone");
  const from = transfer.from_department ?? (transfer.from_department_id ? gone : t("transfers.atLarge"));
  return (
    <div className={css.way}>
      <span>{from}</span>
      <ArrowRight size={16} aria-hidden />
      <b>{transfer.to_department ?? gone}</b>
      {transfer.post ? <span>{transfer.post}</span> : null}
      {transfer.manager ? (
        <span className={css.quiet}>
          {t("transfers.manager")} {transfer.manager.name}
        </span>
      ) : null}
    </div>
  );
}

function Sides({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation("organisations");
  return (
    <ul className={css.sides}>
      {transfer.spoken.map((one) => (
        <li key={one.side} data-given>
          <CircleCheck size={16} aria-hidden />
          {t("transfers.spoken", { side: t(`transfers.sides.${one.side}`) })}
          {one.by && one.side !== "member" ? ` · ${one.by}` : ""}
        </li>
      ))}
      {transfer.missing.map((side) => (
        <li key={side}>
          <CircleDashed size={16} aria-hidden />
          {t("transfers.missing", { side: t(`transfers.sides.${side}`) })}
        </li>
      ))}
    </ul>
  );
}

function Acts({ org, transfer }: { org: string; transfer: Transfer }) {
  const { t } = useTranslation("organisations");
  const answer = useAnswerTransfer(org, transfer.id);
  const withdraw = useWithdrawTransfer(org, transfer.id);
  const [refusing, setRefusing] = useState(false);
  const { name } = transfer.member;
  return (
    <div className={css.side}>
      <div className={css.acts}>
        {transfer.yours.length > 0 ? (
          <>
            <Button onClick={() => setRefusing(true)}>{t("transfers.refuse")}</Button>
            <Button
              type="primary"
              loading={answer.isPending}
              onClick={() => follow(answer, { accept: true }, () => toast(t("transfers.accepted")))}
            >
              {t("transfers.accept")}
            </Button>
          </>
        ) : null}
        {transfer.may_withdraw && transfer.yours.length === 0 ? (
          <ConfirmButton
            title={t("transfers.withdrawTitle", { name })}
            consequence={t("transfers.withdrawText")}
            confirm={t("transfers.withdraw")}
            act={() => withdraw.mutateAsync().then(() => toast(t("transfers.withdrawn")))}
          >
            {t("transfers.withdraw")}
          </ConfirmButton>
        ) : null}
      </div>
      <Refusal problem={answer.error} />
      {refusing ? <RefuseDialog org={org} transfer={transfer} close={() => setRefusing(false)} /> : null}
    </div>
  );
}
