import { useNavigate } from "@tanstack/react-router";
import Button from "antd/es/button";
import Result from "antd/es/result";
import { CheckCircle2, Hourglass, MessageCircleX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { JoinPage } from "../calls";
import { ApplicationForm, Destination } from "./ApplicationForm";

interface Props {
  code: string;
  page: JoinPage;
  name: string;
}

const ICONS: Record<string, ReactNode> = {
  pending: <Hourglass size={40} strokeWidth={1.5} aria-hidden />,
  refused: <MessageCircleX size={40} strokeWidth={1.5} aria-hidden />,
};

/** How an application stands: waiting, in, refused. */
export function ApplicationState({ code, page, name }: Props) {
  const { t } = useTranslation("organisations");
  const navigate = useNavigate();
  const [again, setAgain] = useState(false);
  if (again) return <ApplicationForm code={code} page={page} name={name} />;
  const { state } = page;
  const inside = state === "accepted" || state === "member";
  const organisation = page.organisation.name;
  const hint = {
    pending: t("join.pendingHint"),
    refused: page.decision_note ? t("join.refusedNote", { note: page.decision_note }) : undefined,
  }[state as string];
  return (
    <div role="status">
      <Destination page={page} />
      <Result
        style={{ padding: "16px 0 8px" }}
        icon={ICONS[state] ?? <CheckCircle2 size={40} strokeWidth={1.5} aria-hidden />}
        title={t(`join.${state}`, { organisation })}
        subTitle={inside ? t("join.acceptedHint") : hint}
        extra={
          inside ? (
            <Button type="primary" size="large" onClick={() => void navigate({ href: "/directory" })}>
              {t("join.toDirectory")}
            </Button>
          ) : state === "refused" ? (
            <Button onClick={() => setAgain(true)}>{t("join.applyAgain")}</Button>
          ) : null
        }
      />
    </div>
  );
}
