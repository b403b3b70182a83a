import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "@/app/account-language";
import { useLanguage } from "@/app/i18n";
import type { Language } from "@/app/language";
import { toastProblem } from "@/kit/toast";

/** Each language in its own words, so that one finds one's own in a screen one cannot read. */
export const LANGUAGE_NAMES: { value: Language; label: string }[] = [
  { value: "zh-CN", label: "简体中文" },
  { value: "zh-TW", label: "繁體中文" },
  { value: "en", label: "English" },
];

/** The language of this screen; it stays with whoever comes in by it. */
export function LanguagePicker() {
  const { t } = useTranslation("accounts");
  const language = useLanguage();
  return (
    <Select
      variant="borderless"
      value={language}
      options={LANGUAGE_NAMES}
      popupMatchSelectWidth={false}
      aria-label={t("appearance.language")}
      onChange={(next) => void chooseLanguage(next).catch(toastProblem)}
    />
  );
}
