import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "./imports.module.css";

/** That nothing but a name says who somebody is. */
export function ByName() {
  const { t } = useTranslation("archive");
  return (
    <span className={css.byName}>
      <CircleAlert size={12} aria-hidden />
      {t("imports.byName")}
    </span>
  );
}
