/** Rail and room on a desktop, room and tab bar on a phone. */
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { part } from "@/kit/part";
import { startFiles, Viewer } from "@/rooms/files/door";
import { startChat, useUnread } from "@/rooms/messaging/door";
import { CardLayer, closePersonCard, openCard } from "@/rooms/organisations/door";
import { followLanguage } from "./account-language";
import { useIsPhone } from "./appearance";
import { startLive } from "./events";
import { keepMe } from "./kept-me";
import { socket } from "./live";
import { useMe } from "./me";
import { Rail, TabBar } from "./nav";
import { showCount } from "./notify/banners";
import { OfflineBar } from "./OfflineBar";
import { closePalette, openPalette, paletteOpen } from "./palette-door";
import { startWarming } from "./parts";
import css from "./Shell.module.css";
import { useStandingNews } from "./standing";
import { useStore } from "./store";

// Before any effect of what is shown in it asks by the socket.
startLive();

const Palette = part(() => import("./Palette"), { floating: true });

/** On a phone the tab bar belongs to the first pane of a room; deeper panes have the whole screen. */
const deep = [/^\/messages\/./, /^\/members\/./];

export default function Shell() {
  const { t } = useTranslation("app");
  const phone = useIsPhone();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bar = phone && !deep.some((pattern) => pattern.test(path));
  const searching = useStore(paletteOpen, (open) => open);
  const card = useStore(openCard, (one) => one !== null);
  useLife();
  useStandingNews();
  useWarming();
  useShortcut();
  useTitle();
  const room = useRef<HTMLElement>(null);
  return (
    <div className={phone ? css.phone : css.desktop}>
      <button type="button" className={css.skip} onClick={() => room.current?.focus()}>
        {t("nav.skip")}
      </button>
      {!phone && <Rail />}
      <main ref={room} tabIndex={-1} className={css.room}>
        <OfflineBar />
        <div className={css.screen}>
          <Outlet />
        </div>
      </main>
      {bar && <TabBar />}
      {card && <CardLayer close={closePersonCard} />}
      <Viewer />
      {searching && <Palette close={closePalette} />}
    </div>
  );
}

/** The socket lives as long as somebody is signed in here. */
function useLife(): void {
  const me = useMe();
  const { id } = me;
  useEffect(() => {
    startChat(id);
    void startFiles(id);
    socket.start();
    return () => socket.stop();
  }, [id]);
  useEffect(() => void keepMe(me), [me]);
  // Without its words this device stays as it is until the next look.
  useEffect(() => void followLanguage(me).catch(() => undefined), [me]);
}

/** After the first screen the others, so that a break of the line finds them here. */
const SETTLED = 1_500;

function useWarming(): void {
  useEffect(() => {
    const timer = setTimeout(async () => {
      // Whoever presses Ctrl K goes on typing at once: the palette has to be there by then, or comes when it is opened.
      await Palette.warm().catch(() => undefined);
      startWarming();
    }, SETTLED);
    return () => clearTimeout(timer);
  }, []);
}

function useShortcut(): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      if (paletteOpen.get()) closePalette();
      else openPalette();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, []);
}

/** The tab and the installed product's icon say how much is unread, so that one sees it from another window. */
function useTitle(): void {
  const { t } = useTranslation("app");
  const unread = useUnread();
  useEffect(() => showCount(unread), [unread]);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${t("product")}` : t("product");
  }, [unread, t]);
}
