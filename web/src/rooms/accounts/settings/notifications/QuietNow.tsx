import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { until } from "@/app/notify/hours";
import { type Settings, useQuietEnds } from "@/app/notify/settings";
import { Sheet } from "@/kit/Sheet";
import { said } from "@/kit/time";
import { SettingRow } from "../SettingRow";

/** Quiet from now on, for a while. */
export function QuietNow({ settings, change }: { settings: Settings; change: (next: Settings) => void }) {
  const { t } = useTranslation("accounts");
  const { t: app, i18n } = useTranslation("app");
  const ends = useQuietEnds();
  const days = { today: app("time.today"), yesterday: app("time.yesterday") };
  const set = (moment: Date | null) => change({ ...settings, quiet_until: moment?.toISOString() ?? null });
  const asked = settings.quiet_until !== null && new Date(settings.quiet_until) > new Date();
  const now = ends ? t("notify.quietUntil", { when: said(ends, new Date(), i18n.language, days) }) : t("notify.rings");
  return (
    <Sheet title={t("notify.quiet")} hint={t("notify.quietHint")}>
      <SettingRow label={now}>
        <Button onClick={() => set(until("hour", new Date()))}>{t("notify.hour")}</Button>
        <Button onClick={() => set(until("tomorrow", new Date()))}>{t("notify.tomorrow")}</Button>
        {asked && <Button onClick={() => set(null)}>{t("notify.ringAgain")}</Button>}
      </SettingRow>
    </Sheet>
  );
}
