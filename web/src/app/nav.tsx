import { Link, useRouterState } from "@tanstack/react-router";
import { BookUser, MessageSquare, MoonStar, Settings, ShieldCheck } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonAvatar } from "@/kit/Avatar";
import { PresenceMark } from "@/kit/PresenceMark";
import { PresencePanel } from "@/rooms/accounts/door";
import { useUnread } from "@/rooms/messaging/door";
import { useManaged, useWaiting } from "@/rooms/organisations/door";
import { useLanguage } from "./i18n";
import { bells } from "./language";
import { useMe } from "./me";
import { useQuietWords } from "./notify/settings";
import css from "./Shell.module.css";

interface Place {
  to: string;
  /** The start of the addresses that belong to the place. */
  under: string;
  word: string;
  icon: ReactNode;
  count?: number;
}

function usePlaces(): Place[] {
  const { t } = useTranslation("app");
  const unread = useUnread();
  const managed = useManaged();
  const waiting = useWaiting(managed);
  const places: Place[] = [
    { to: "/messages", under: "/messages", word: t("nav.messages"), icon: <MessageSquare />, count: unread },
    { to: "/directory", under: "/directory", word: t("nav.directory"), icon: <BookUser /> },
  ];
  if (managed) {
    const to = `/admin/${managed}`;
    places.push({ to, under: "/admin", word: t("nav.admin"), icon: <ShieldCheck />, count: waiting });
  }
  places.push({ to: "/settings", under: "/settings", word: t("nav.settings"), icon: <Settings /> });
  return places;
}

function Places() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return usePlaces().map((place) => (
    <Link
      key={place.under}
      to={place.to}
      className={css.place}
      aria-current={path.startsWith(place.under) ? "page" : undefined}
    >
      <span className={css.icon} aria-hidden="true">
        {place.icon}
      </span>
      {place.word}
      {place.count ? <b className={css.count}>{place.count > 99 ? "99+" : place.count}</b> : null}
    </Link>
  ));
}

/** One's own face opens how one is just now. */
function Self() {
  const { t } = useTranslation("app");
  const me = useMe();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.self}
        aria-label={`${t("nav.me")}: ${me.name}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <PersonAvatar id={me.id} name={me.name} src={me.avatar} mark={<PresenceMark person={me.id} />} />
      </button>
      {open && button.current && <PresencePanel anchor={button.current} close={() => setOpen(false)} />}
    </>
  );
}

export function Rail() {
  const { t } = useTranslation("app");
  return (
    <nav className={css.rail} aria-label={t("nav.label")}>
      <span className={css.bell} aria-hidden="true">
        {bells[useLanguage()]}
      </span>
      <Places />
      <QuietSign />
      <Self />
    </nav>
  );
}

/** While nothing rings, it is said why, and the way to change it is there. */
function QuietSign() {
  const label = useQuietWords();
  if (label === null) return null;
  return (
    <Link to="/settings/notifications" className={css.quiet} aria-label={label} title={label}>
      <MoonStar aria-hidden="true" />
    </Link>
  );
}

export function TabBar() {
  const { t } = useTranslation("app");
  return (
    <nav className={css.tabs} aria-label={t("nav.label")}>
      <Places />
    </nav>
  );
}
