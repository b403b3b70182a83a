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

export function useAntLocale(): Locale | null {
  const language = useLanguage();
  const [locale, setLocale] = useState<Locale | null>(null);
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
