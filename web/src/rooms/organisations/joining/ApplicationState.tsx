import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Result from "antd/es/result";
import Space from "antd/es/space";
import { CheckCircle2, Hourglass, MessageCircleX } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "@/app/me";
import { ConfirmButton } from "@/kit/ConfirmButton";
import { useLeave } from "@/rooms/accounts/door";
import type { JoinTarget } from "../calls";
import { ApplicationForm, Destination } from "./ApplicationForm";
import { useWithdraw } from "./queries";

interface Props {
  code: string;
  target: JoinTarget;
  name: string;
}

const ICONS = { pending: Hourglass, refused: MessageCircleX, member: CheckCircle2 };

/** How an application stands: waiting, in, refused. */
export function ApplicationState({ code, target, name }: Props) {
  const { t } = useTranslation("organisations");
  const [again, setAgain] = useState(false);
  useNews(target.member);
  if (again) return <ApplicationForm code={code} target={target} name={name} />;
  const state = target.member ? "member" : target.application === "refused" ? "refused" : "pending";
  const Icon = ICONS[state];
  return (
    <div role="status">
      <Destination target={target} />
      <Result
        style={{ padding: "16px 0 8px" }}
        icon={<Icon size={40} strokeWidth={1.5} aria-hidden color="var(--bronze)" />}
        title={t(`join.${state}`, { organisation: target.organisation.name })}
        subTitle={t(`join.${state}Hint`)}
        extra={<Next state={state} target={target} again={() => setAgain(true)} />}
      />
    </div>
  );
}

/** This page has no socket: that one belongs now is learnt here, and the rest of the product is told. */
function useNews(member: boolean) {
  const client = useQueryClient();
  useEffect(() => {
    if (member) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [member, client]);
}

interface NextProps {
  state: keyof typeof ICONS;
  target: JoinTarget;
  again: () => void;
}

function Next({ state, target, again }: NextProps) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  if (state === "member") {
    return (
      <Button
        type="primary"
        size="large"
        onClick={() => void navigate({ href: `/directory/${target.organisation.id}` })}
      >
        {t("join.toDirectory")}
      </Button>
    );
  }
  return (
    <Space wrap style={{ justifyContent: "center" }}>
      {state === "refused" ? (
        <Button type="primary" onClick={again}>
          {t("join.applyAgain")}
        </Button>
      ) : (
        <Withdraw organisation={target.organisation.id} />
      )}
      <Button onClick={() => void navigate({ href: "/directory" })}>{t("join.elsewhere")}</Button>
      <SignOut />
    </Space>
  );
}

function Withdraw({ organisation }: { organisation: string }) {
  const { t } = useTranslation("organisations");
  const withdraw = useWithdraw();
  return (
    <ConfirmButton
      danger={false}
      title={t("join.withdrawTitle")}
      consequence={t("join.withdrawText")}
      confirm={t("join.withdraw")}
      act={() => withdraw.mutateAsync(organisation)}
    >
      {t("join.withdraw")}
    </ConfirmButton>
  );
}

function SignOut() {
  const { t } = useTranslation("organisations");
  const { leave, leaving } = useLeave();
  return (
    <Button type="text" loading={leaving} onClick={leave}>
      {t("join.signOut")}
    </Button>
  );
}
