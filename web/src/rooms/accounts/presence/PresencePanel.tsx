import { Link } from "@tanstack/react-router";
import { Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/me";
import { PersonAvatar } from "@/kit/Avatar";
import { Floating } from "@/kit/Floating";
import { PresenceForm } from "./PresenceForm";
import css from "./PresencePanel.module.css";

/** Beside one's own face: who one is here, how one is just now, and the way to the settings. */
export default function PresencePanel({ anchor, close }: { anchor: HTMLElement; close: () => void }) {
  const { t } = useTranslation(["accounts", "app"]);
  const me = useMe();
  return (
    <Floating anchor={anchor} label={t("app:presence.mine")} close={close}>
      <div className={css.panel}>
        <header className={css.head}>
          <PersonAvatar id={me.id} name={me.name} src={me.avatar} />
          <h2>{me.name}</h2>
          <Link to="/settings" className={css.settings} onClick={close}>
            <Settings size={16} aria-hidden />
            {t("settings.title")}
          </Link>
        </header>
        <PresenceForm done={close} />
      </div>
    </Floating>
  );
}
