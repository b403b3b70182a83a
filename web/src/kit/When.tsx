import { useTranslation } from "react-i18next";
import { brief, full, said } from "./time";

interface Props {
  /** RFC 3339 */
  at: string;
  /** `brief` in lists (14:05, 昨天), `said` in sentences (今天 14:05) */
  as?: "brief" | "said";
  className?: string;
}

/** A time as people say it; the full time on hover and for assistive technology. */
export function When({ at, as = "said", className }: Props) {
  const { t, i18n } = useTranslation("app");
  const moment = new Date(at);
  const say = as === "brief" ? brief : said;
  const words = { today: t("time.today"), yesterday: t("time.yesterday") };
  return (
    <time dateTime={at} title={full(moment, i18n.language)} className={className}>
      {say(moment, new Date(), i18n.language, words)}
    </time>
  );
}
