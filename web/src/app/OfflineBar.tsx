/** No line: said once, above everything, with what works here all the same. Sockets may be kept out where calls get through. */
import { useRouterState } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLink } from "./live";
import { reach } from "./reach";
import css from "./Shell.module.css";
import { useStore } from "./store";
import { vault } from "./vault/vault";

export function OfflineBar() {
  const { t } = useTranslation("app");
  const offline = useLink() === "offline";
  const keeps = useStore(vault, (one) => one !== null);
  const works = useRouterState({ select: (state) => worksAt(state.location.pathname) });
  const answers = useStore(reach, (one) => one);
  if (!offline) return null;
  if (answers) {
    return (
      <p className={`${css.offline} ${css.mending}`} role="status">
        {t("connection.connecting")}
      </p>
    );
  }
  const what = works === "messages" && !keeps ? "messagesUnkept" : works;
  return (
    <p className={css.offline} role="status">
      <CloudOff aria-hidden="true" />
      <span>{t("connection.offline", { works: t(`connection.works.${what}`) })}</span>
    </p>
  );
}

function worksAt(path: string): "messages" | "settings" | "device" | "other" {
  if (path.startsWith("/messages")) return "messages";
  if (/^\/settings(\/appearance|\/offline)?\/?$/.test(path)) return "device";
  return path.startsWith("/settings") ? "settings" : "other";
}
