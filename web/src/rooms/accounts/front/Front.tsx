import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { BellHead } from "@/kit/BellHead";
import styles from "./Front.module.css";
import { LanguagePicker } from "./LanguagePicker";

interface Props {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
  /** Above the title: notices that concern the whole page. */
  notice?: ReactNode;
  /** Wider content, for pages that offer a choice side by side. */
  wide?: boolean;
}

/** The page of somebody who is not in yet: the bell, one task, and the language. */
export function Front({ title, intro, children, notice, wide = false }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <div className={styles.page}>
      <BellHead language={useLanguage()} name={t("brand.name")} tagline={t("brand.tagline")}>
        <LanguagePicker />
      </BellHead>
      {notice}
      <main className={wide ? styles.wide : styles.narrow}>
        <h1 className={styles.title}>{title}</h1>
        {intro ? <div className={styles.intro}>{intro}</div> : null}
        {children}
      </main>
    </div>
  );
}
