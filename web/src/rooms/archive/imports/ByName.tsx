import Tag from "antd/es/tag";
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "./imports.module.css";

/** That nothing but a name says who somebody is. */
export function ByName() {
  const { t } = useTranslation("archive");
  return (
    <Tag color="warning" className={css.byName}>
      <CircleAlert size={12} aria-hidden /> {t("imports.byName")}
    </Tag>
  );
}
