import Select from "antd/es/select";
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "@/app/account-language";
import { useLanguage } from "@/app/i18n";
import { languageNames, languages } from "@/app/language";
import { toastProblem } from "@/kit/toast";

export const LANGUAGE_CHOICES = languages.map((value) => ({ value, label: languageNames[value] }));

/** The language of this screen; it stays with whoever comes in by it. */
export function LanguagePicker() {
  const { t } = useTranslation("accounts");
  const language = useLanguage();
  return (
    <Select
      variant="borderless"
      value={language}
      options={LANGUAGE_CHOICES}
      popupMatchSelectWidth={false}
      aria-label={t("appearance.language")}
      onChange={(next) => void chooseLanguage(next).catch(toastProblem)}
    />
  );
}
