import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { type Me, meQuery } from "@/app/me";
import { CodeSignIn } from "../front/CodeSignIn";
import { DevBanner } from "../front/DevBanner";
import { Front } from "../front/Front";
import { RegisterForm } from "../front/RegisterForm";
import { useArrival } from "../front/useArrival";
import { useRegistering } from "../front/useRegistering";
import { FoundingSteps } from "./FoundingSteps";

/** The steps of founding as the address names them; the organisation itself comes on the next page. */
export const PHONE = "phone";
export const YOU = "you";

/** The founder's phone and person. */
export function Founding({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation("accounts");
  const { toNewOrganisation } = useArrival();
  const { registering, begin, end, restart } = useRegistering(YOU, PHONE);
  const me = useQuery({ ...meQuery, retry: false });
  const done = () => {
    end();
    toNewOrganisation();
  };
  return (
    <Front title={t("welcome.found.title")} notice={<DevBanner />}>
      <FoundingSteps current={registering ? 1 : me.data ? 2 : 0} />
      {registering ? (
        <RegisterForm {...registering} onDone={done} onRestart={restart} />
      ) : (
        <>
          {me.data ? <Known me={me.data} /> : null}
          {me.data ? null : (
            <CodeSignIn
              submitLabel={t("signIn.next")}
              onSignedIn={toNewOrganisation}
              onUnregistered={(phone, ticket) => begin({ phone, ticket })}
            />
          )}
          <Button type="link" style={{ marginTop: 12, padding: 0 }} onClick={onBack}>
            {t("welcome.back")}
          </Button>
        </>
      )}
    </Front>
  );
}

/** Back from the next step: one is signed in by now. */
function Known({ me }: { me: Me }) {
  const { t } = useTranslation("accounts");
  const { toFounding } = useArrival();
  return (
    <>
      <p>{t("welcome.known", { name: me.name })}</p>
      <Button type="primary" size="large" block onClick={toFounding}>
        {t("signIn.next")}
      </Button>
    </>
  );
}
