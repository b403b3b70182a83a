import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { clock, daysAgo, full, said } from "@/kit/time";

/** With seconds today, with the day before that. */
export function Moment({ at }: { at: string }) {
  const { t } = useTranslation("app");
  const language = useLanguage();
  const moment = new Date(at);
  const words = { today: t("time.today"), yesterday: t("time.yesterday") };
  const today = daysAgo(moment, new Date()) === 0;
  return (
    <time dateTime={at} title={full(moment, language)}>
      {today ? clock(moment, language, true) : said(moment, new Date(), language, words)}
    </time>
  );
}
