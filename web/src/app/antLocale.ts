/** Ant Design's own words, loaded for the language of the screen only. */
import type { Locale } from "antd/es/locale";
import { useEffect, useState } from "react";
import { useLanguage } from "./i18n";
import type { Language } from "./language";

const words: Record<Language, () => Promise<{ default: Locale }>> = {
  "zh-CN": () => import("antd/es/locale/zh_CN"),
  "zh-TW": () => import("antd/es/locale/zh_TW"),
  en: () => import("antd/es/locale/en_US"),
};

/**
 * Never none: Ant Design puts words around what it is given once there are some, and all that stands in it would be made
 * anew, with what was typed there. Without theirs its parts speak English.
 */
export function useAntLocale(): Locale {
  const language = useLanguage();
  const [locale, setLocale] = useState<Locale>({ locale: language });
  useEffect(() => {
    let current = true;
    void words[language]().then(
      (module) => current && setLocale(module.default),
      // Offline: its few words stay in the language they are in.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [language]);
  return locale;
}
