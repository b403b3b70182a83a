import Steps from "antd/es/steps";
import { useTranslation } from "react-i18next";

/** Where one is on the way to an organisation: phone, person, organisation. */
export function FoundingSteps({ current }: { current: 0 | 1 | 2 }) {
  const { t } = useTranslation("accounts");
  return (
    <Steps
      size="small"
      responsive={false}
      titlePlacement="vertical"
      current={current}
      style={{ margin: "16px 0 24px" }}
      items={[
        { title: t("welcome.steps.phone") },
        { title: t("welcome.steps.you") },
        { title: t("welcome.steps.organisation") },
      ]}
    />
  );
}
