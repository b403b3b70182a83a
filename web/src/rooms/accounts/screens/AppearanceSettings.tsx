import Form from "antd/es/form";
import Radio from "antd/es/radio";
import Segmented from "antd/es/segmented";
import { useTranslation } from "react-i18next";
import { type Appearance, setAppearance, useAppearance } from "@/app/appearance";
import { setLanguage, useLanguage } from "@/app/i18n";
import type { Language } from "@/app/language";
import { Sheet } from "@/kit/Sheet";
import { toastProblem } from "@/kit/toast";
import { LANGUAGE_CHOICES } from "../front/LanguagePicker";
import { useChangeMe } from "../queries";
import { SettingsFrame } from "../settings/SettingsFrame";

/** Language, light or dark, density; shown at once and kept with the account for the next device. */
export default function AppearanceSettings() {
  const { t } = useTranslation("accounts");
  const { theme, density } = useAppearance();
  const language = useLanguage();
  const change = useChangeMe();

  function choose(next: Language) {
    void setLanguage(next).then(() => change.mutate({ language: next }), toastProblem);
  }

  function shade(next: Appearance["theme"]) {
    setAppearance({ theme: next });
    change.mutate({ theme: next });
  }

  return (
    <SettingsFrame title={t("settings.nav.appearance")} intro={t("appearance.intro")}>
      <Sheet>
        <Form layout="vertical">
          <Form.Item label={t("appearance.language")}>
            <Radio.Group value={language} options={LANGUAGE_CHOICES} onChange={(event) => choose(event.target.value)} />
          </Form.Item>
          <Form.Item label={t("appearance.theme")}>
            <Segmented<Appearance["theme"]>
              aria-label={t("appearance.theme")}
              value={theme}
              onChange={shade}
              options={(["system", "light", "dark"] as const).map((value) => ({
                value,
                label: t(`appearance.themes.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item label={t("appearance.density")} style={{ marginBottom: 0 }}>
            <Segmented<Appearance["density"]>
              aria-label={t("appearance.density")}
              value={density}
              onChange={(next) => setAppearance({ density: next })}
              options={(["comfortable", "compact"] as const).map((value) => ({
                value,
                label: t(`appearance.densities.${value}`),
              }))}
            />
          </Form.Item>
        </Form>
      </Sheet>
    </SettingsFrame>
  );
}
