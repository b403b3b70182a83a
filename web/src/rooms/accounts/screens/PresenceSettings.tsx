import { useTranslation } from "react-i18next";
import { Sheet } from "@/kit/Sheet";
import { PresenceForm } from "../presence/PresenceForm";
import { SettingsFrame } from "../settings/SettingsFrame";

/** How one is just now, as colleagues see it. */
export default function PresenceSettings() {
  const { t } = useTranslation("accounts");
  return (
    <SettingsFrame title={t("settings.nav.presence")} intro={t("presence.intro")}>
      <Sheet>
        <PresenceForm />
      </Sheet>
    </SettingsFrame>
  );
}
