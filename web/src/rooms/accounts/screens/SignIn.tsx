import Alert from "antd/es/alert";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { endReason } from "@/app/session-end";
import { CodeSignIn } from "../front/CodeSignIn";
import { DevBanner } from "../front/DevBanner";
import { Front } from "../front/Front";
import { PasswordSignIn } from "../front/PasswordSignIn";
import { RegisterForm } from "../front/RegisterForm";
import { useArrival } from "../front/useArrival";

type Way = "code" | "password";

/** Sign in, or register when the phone is new here. */
export default function SignIn() {
  const { t } = useTranslation("accounts");
  const { arrive, ended } = useArrival();
  const [way, setWay] = useState<Way>("code");
  const [unregistered, setUnregistered] = useState<{ phone: string; ticket: string }>();

  if (unregistered) {
    return (
      <Front title={t("register.title")} notice={<DevBanner />}>
        <RegisterForm {...unregistered} onDone={arrive} onRestart={() => setUnregistered(undefined)} />
      </Front>
    );
  }
  return (
    <Front title={t("signIn.title")} notice={<DevBanner />}>
      {ended ? (
        <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t(`signIn.ended.${endReason(ended)}`)} />
      ) : null}
      <Segmented<Way>
        block
        value={way}
        onChange={setWay}
        style={{ marginBottom: 20 }}
        options={[
          { value: "code", label: t("signIn.byCode") },
          { value: "password", label: t("signIn.byPassword") },
        ]}
      />
      {way === "code" ? (
        <CodeSignIn
          hint={t("signIn.newHint")}
          onSignedIn={arrive}
          onUnregistered={(phone, ticket) => setUnregistered({ phone, ticket })}
        />
      ) : (
        <PasswordSignIn onSignedIn={arrive} />
      )}
    </Front>
  );
}
