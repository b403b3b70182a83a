import { Navigate } from "@tanstack/react-router";
import Alert from "antd/es/alert";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, queries } from "@/app/me";
import { endReason } from "@/app/session-end";
import { ComeIn } from "../front/ComeIn";
import { DevBanner } from "../front/DevBanner";
import { Front } from "../front/Front";
import { useArrival } from "../front/useArrival";
import { useRegistering } from "../front/useRegistering";

/** Sign in, or register when the phone is new here. */
export default function SignIn() {
  const { t } = useTranslation("accounts");
  const { arrive, ended, next } = useArrival();
  const step = useRegistering("register");
  // Back leads here out of the product, where one is signed in.
  const [inside] = useState(() => queries.getQueryData(meQuery.queryKey) !== undefined);
  if (inside) return <Navigate to={next ?? "/messages"} replace />;
  return (
    <Front title={t(step.registering ? "register.title" : "signIn.title")} notice={<DevBanner />}>
      {ended && !step.registering ? (
        <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t(`signIn.ended.${endReason(ended)}`)} />
      ) : null}
      <ComeIn step={step} arrive={arrive} />
    </Front>
  );
}
