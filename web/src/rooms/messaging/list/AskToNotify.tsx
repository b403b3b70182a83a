import { useState } from "react";
import { useTranslation } from "react-i18next";
import { askPermission, permission } from "@/app/notify/banners";
import { useStore } from "@/app/store";
import css from "./list.module.css";

const KEY = "tocsin.asked";

function refused(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

/** Asked when a message came while nobody looked: then one knows what it is for. Asked once. */
export default function AskToNotify() {
  const { t } = useTranslation("app");
  const open = useStore(permission, (one) => one === "default");
  const [no, setNo] = useState(refused);
  if (!open || no) return null;
  const never = () => {
    setNo(true);
    try {
      localStorage.setItem(KEY, "1");
    } catch {
      // Then it is asked again another day.
    }
  };
  return (
    <div className={css.ask} role="status">
      <span>{t("notify.ask")}</span>
      <button type="button" onClick={() => void askPermission()}>
        {t("notify.allow")}
      </button>
      <button type="button" onClick={never}>
        {t("notify.no")}
      </button>
    </div>
  );
}
