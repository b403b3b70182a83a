import { FileUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import css from "./tray.module.css";

/** What lies over a place on which files may be left. */
export default function Over() {
  const { t } = useTranslation("files");
  return (
    <div className={css.over} aria-hidden="true">
      <FileUp size={28} />
      {t("tray.drop")}
    </div>
  );
}
