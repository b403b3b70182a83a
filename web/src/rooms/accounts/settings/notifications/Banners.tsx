import Button from "antd/es/button";
import Switch from "antd/es/switch";
import { useTranslation } from "react-i18next";
import { askPermission, permission } from "@/app/notify/banners";
import type { Settings } from "@/app/notify/settings";
import { useStore } from "@/app/store";
import { Sheet } from "@/kit/Sheet";
import { SettingRow } from "../SettingRow";

/** Notifications of the system: wanted on every device, allowed on this one. */
export function Banners({ settings, change }: { settings: Settings; change: (next: Settings) => void }) {
  const { t } = useTranslation("accounts");
  const allowed = useStore(permission, (one) => one);
  const want = (banners: boolean) => {
    change({ ...settings, banners });
    if (banners && allowed === "default") void askPermission();
  };
  return (
    <Sheet title={t("notify.banners")}>
      <SettingRow label={t("notify.bannersOn")} hint={t("notify.bannersHint")} id="banners-on">
        <Switch id="banners-on" checked={settings.banners} onChange={want} />
      </SettingRow>
      {settings.banners && (
        <>
          <SettingRow label={t("notify.here")} hint={t(`notify.allowed.${allowed}`)}>
            {allowed === "default" && (
              <Button type="primary" onClick={() => void askPermission()}>
                {t("notify.allow")}
              </Button>
            )}
          </SettingRow>
          <SettingRow label={t("notify.content")} hint={t("notify.contentHint")} id="banners-content">
            <Switch
              id="banners-content"
              checked={settings.content}
              onChange={(content) => change({ ...settings, content })}
            />
          </SettingRow>
        </>
      )}
    </Sheet>
  );
}
