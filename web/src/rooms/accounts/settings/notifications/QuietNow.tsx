import Button from "antd/es/button";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { until } from "@/app/notify/hours";
import { saysQuiet } from "@/app/notify/quiet";
import { type Settings, useQuietWords } from "@/app/notify/settings";
import { Sheet } from "@/kit/Sheet";
import { SettingRow } from "../SettingRow";

/** Quiet from now on, for a while. */
export function QuietNow({ settings, change }: { settings: Settings; change: (next: Settings) => void }) {
  const { t } = useTranslation("accounts");
  const quiet = useQuietWords();
  const dnd = saysQuiet(useMe(), new Date());
  const set = (moment: Date | null) => change({ ...settings, quiet_until: moment?.toISOString() ?? null });
  const asked = settings.quiet_until !== null && new Date(settings.quiet_until) > new Date();
  return (
    <Sheet title={t("notify.quiet")} hint={t("notify.quietHint")}>
      <SettingRow label={quiet ?? t(dnd ? "notify.dnd" : "notify.rings")}>
        <Button onClick={() => set(until("hour", new Date()))}>{t("notify.hour")}</Button>
        <Button onClick={() => set(until("tomorrow", new Date()))}>{t("notify.tomorrow")}</Button>
        {asked && <Button onClick={() => set(null)}>{t("notify.ringAgain")}</Button>}
      </SettingRow>
    </Sheet>
  );
}
