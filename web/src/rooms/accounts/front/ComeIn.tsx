import Segmented from "antd/es/segmented";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CodeSignIn } from "./CodeSignIn";
import { PasswordSignIn } from "./PasswordSignIn";
import { RegisterForm } from "./RegisterForm";
import type { RegisteringStep } from "./useRegistering";

type Way = "code" | "password";

interface Props {
  step: RegisteringStep;
  arrive: () => void;
}

/** Sign in, or register when the phone is new here. */
export function ComeIn({ step, arrive }: Props) {
  const { t } = useTranslation("accounts");
  const [way, setWay] = useState<Way>("code");
  const { registering, begin, end, restart } = step;
  if (registering) {
    const done = () => {
      end();
      arrive();
    };
    return <RegisterForm {...registering} onDone={done} onRestart={restart} />;
  }
  return (
    <>
      <Segmented<Way>
        aria-label={t("signIn.way")}
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
          onUnregistered={(phone, ticket) => begin({ phone, ticket })}
        />
      ) : (
        <PasswordSignIn onSignedIn={arrive} />
      )}
    </>
  );
}
