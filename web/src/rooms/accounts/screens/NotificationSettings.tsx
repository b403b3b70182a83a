import Radio from "antd/es/radio";
import Switch from "antd/es/switch";
import { useTranslation } from "react-i18next";
import { sample } from "@/app/notify/bell";
import { type Settings, type Sound, useChangeNotifications, useNotifications } from "@/app/notify/settings";
import { asProblem } from "@/app/problem";
import { Refusal } from "@/kit/Refusal";
import { Sheet } from "@/kit/Sheet";
import { ErrorState, Skeleton } from "@/kit/states";
import { Banners } from "../settings/notifications/Banners";
import { Hours } from "../settings/notifications/Hours";
import { QuietNow } from "../settings/notifications/QuietNow";
import { SettingRow } from "../settings/SettingRow";
import { SettingsFrame } from "../settings/SettingsFrame";

const SOUNDS: Sound[] = ["bell", "chime", "wood", "none"];

/** How one is told of what is new: on every device alike, at once. */
export default function NotificationSettings() {
  const { t } = useTranslation("accounts");
  const found = useNotifications();
  return (
    <SettingsFrame title={t("settings.nav.notifications")} intro={t("notify.intro")}>
      {found.data ? (
        <Sheets settings={found.data} />
      ) : found.error ? (
        <ErrorState problem={asProblem(found.error)} retry={() => void found.refetch()} />
      ) : (
        <Skeleton rows={4} avatar={false} />
      )}
    </SettingsFrame>
  );
}

function Sheets({ settings }: { settings: Settings }) {
  const change = useChangeNotifications();
  const set = (next: Settings) => change.mutate(next);
  return (
    <>
      <Refusal problem={change.error} />
      <QuietNow settings={settings} change={set} />
      <Hours quiet={settings.quiet} change={(quiet) => set({ ...settings, quiet })} />
      <Sounds settings={settings} change={set} />
      <Banners settings={settings} change={set} />
      <Mentions settings={settings} change={set} />
    </>
  );
}

interface Props {
  settings: Settings;
  change: (next: Settings) => void;
}

function Sounds({ settings, change }: Props) {
  const { t } = useTranslation("accounts");
  const choose = (sound: Sound) => {
    sample(sound);
    change({ ...settings, sound });
  };
  return (
    <Sheet title={t("notify.sound")} hint={t("notify.soundHint")}>
      <Radio.Group
        aria-label={t("notify.sound")}
        value={settings.sound}
        onChange={(event) => choose(event.target.value)}
        options={SOUNDS.map((value) => ({ value, label: t(`notify.sounds.${value}`) }))}
      />
    </Sheet>
  );
}

function Mentions({ settings, change }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <Sheet title={t("notify.muted")}>
      <SettingRow label={t("notify.through")} hint={t("notify.throughHint")} id="mentions-through">
        <Switch
          id="mentions-through"
          checked={settings.mentions_through}
          onChange={(mentions_through) => change({ ...settings, mentions_through })}
        />
      </SettingRow>
    </Sheet>
  );
}
