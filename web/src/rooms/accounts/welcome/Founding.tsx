import Button from "antd/es/button";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CodeSignIn } from "../front/CodeSignIn";
import { DevBanner } from "../front/DevBanner";
import { Front } from "../front/Front";
import { RegisterForm } from "../front/RegisterForm";
import { useArrival } from "../front/useArrival";
import { FoundingSteps } from "./FoundingSteps";

/** The founder's phone and person; the organisation itself comes on the next page. */
export function Founding({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation("accounts");
  const { toNewOrganisation } = useArrival();
  const [unregistered, setUnregistered] = useState<{ phone: string; ticket: string }>();
  return (
    <Front title={t("welcome.found.title")} notice={<DevBanner />}>
      <FoundingSteps current={unregistered ? 1 : 0} />
      {unregistered ? (
        <RegisterForm {...unregistered} onDone={toNewOrganisation} onRestart={() => setUnregistered(undefined)} />
      ) : (
        <>
          <CodeSignIn
            submitLabel={t("signIn.next")}
            onSignedIn={toNewOrganisation}
            onUnregistered={(phone, ticket) => setUnregistered({ phone, ticket })}
          />
          <Button type="link" style={{ marginTop: 12, padding: 0 }} onClick={onBack}>
            {t("welcome.back")}
          </Button>
        </>
      )}
    </Front>
  );
}
