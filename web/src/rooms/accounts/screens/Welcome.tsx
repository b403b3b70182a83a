import Button from "antd/es/button";
import Result from "antd/es/result";
import Skeleton from "antd/es/skeleton";
import { useTranslation } from "react-i18next";
import { DevBanner } from "../front/DevBanner";
import { Front } from "../front/Front";
import { useArrival } from "../front/useArrival";
import { useStep } from "../front/useRegistering";
import { useDeployment } from "../queries";
import { CastAccounts } from "../welcome/CastAccounts";
import { Founding, PHONE, YOU } from "../welcome/Founding";
import { SampleProgress } from "../welcome/SampleProgress";
import { WaysIn } from "../welcome/WaysIn";

/** The first visit of a server without an organisation: found one, or look at the sample. */
export default function Welcome() {
  const { t } = useTranslation("accounts");
  const deployment = useDeployment({ watch: true });
  const { toSignIn } = useArrival();
  const { step, go } = useStep();
  const sample = deployment.data?.sample.state;

  if (step === PHONE || step === YOU) return <Founding onBack={() => go(undefined)} />;
  if (!deployment.data) {
    return (
      <Front title={t("welcome.title")} wide>
        <Skeleton active paragraph={{ rows: 6 }} />
      </Front>
    );
  }
  if (sample === "loading") return <SampleProgress {...deployment.data.sample} />;
  if (sample === "ready") return <CastAccounts />;
  if (deployment.data.founded) {
    return (
      <Front title={t("welcome.title")}>
        <Result
          title={t("welcome.gone")}
          extra={
            <Button type="primary" onClick={toSignIn}>
              {t("signIn.title")}
            </Button>
          }
        />
      </Front>
    );
  }
  return (
    <Front title={t("welcome.title")} intro={t("welcome.intro")} notice={<DevBanner />} wide>
      <WaysIn failed={sample === "failed"} onFound={() => go(PHONE)} />
      <Button type="link" style={{ marginTop: 16, padding: 0 }} onClick={toSignIn}>
        {t("welcome.haveAccount")}
      </Button>
    </Front>
  );
}
