/** Rail and room on a desktop, room and tab bar on a phone. */
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { startFiles, Viewer } from "@/rooms/files/door";
import { startChat, useUnread } from "@/rooms/messaging/door";
import { CardLayer, openCard } from "@/rooms/organisations/door";
import { useIsPhone } from "./appearance";
import { keepMe } from "./kept-me";
import { socket } from "./live";
import { useMe } from "./me";
import { Rail, TabBar } from "./nav";
import { showCount } from "./notify/banners";
import { OfflineBar } from "./OfflineBar";
import { closePalette, openPalette, paletteOpen } from "./palette-door";
import css from "./Shell.module.css";
import { useStore } from "./store";

const loadPalette = () => import("./Palette");
const Palette = lazy(loadPalette);

/** On a phone the tab bar belongs to the first pane of a room; deeper panes have the whole screen. */
const deep = [/^\/messages\/./, /^\/members\/./];

export function Shell() {
  const phone = useIsPhone();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const bar = phone && !deep.some((pattern) => pattern.test(path));
  const searching = useStore(paletteOpen, (open) => open);
  const card = useStore(openCard, (one) => one !== null);
  useLife();
  useShortcut();
  useTitle();
  return (
    <div className={phone ? css.phone : css.desktop}>
      {!phone && <Rail />}
      <main className={css.room}>
        <OfflineBar />
        <div className={css.screen}>
          <Outlet />
        </div>
      </main>
      {bar && <TabBar />}
      {card && (
        <Suspense fallback={null}>
          <CardLayer />
        </Suspense>
      )}
      <Viewer />
      {searching && (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      )}
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
}

function useShortcut(): void {
  useEffect(() => {
    // Whoever presses the keys goes on typing at once: the palette has to be there by then.
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), 1_500);
    return () => clearTimeout(timer);
  }, []);
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
