import Progress from "antd/es/progress";
import Typography from "antd/es/typography";
import { useTranslation } from "react-i18next";
import { Front } from "../front/Front";

/** How far the sample organisation is loaded; it goes on when the page is left. */
export function SampleProgress({ done, total }: { done: number; total: number }) {
  const { t, i18n } = useTranslation("accounts");
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Front title={t("welcome.sample.loading")} intro={t("welcome.sample.leave")}>
      <Progress
        percent={total ? Math.floor((done / total) * 100) : 0}
        status="active"
        aria-label={t("welcome.sample.loading")}
      />
      <Typography.Text type="secondary" role="status">
        {total
          ? t("welcome.sample.progress", { done: number.format(done), total: number.format(total) })
          : t("welcome.sample.preparing")}
      </Typography.Text>
    </Front>
  );
}
