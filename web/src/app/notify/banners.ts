/** Notifications of the system: one a conversation, the newest; gone everywhere once it was read anywhere. */

import { onSignOut } from "../forget";
import { language } from "../language";
import { store } from "../store";

export interface Banner {
  /** What it belongs to: a later one of the same takes its place. */
  tag: string;
  /** How far the reader has to be for it to go. */
  seq: number;
  title: string;
  body: string;
  /** Where a click leads. */
  url: string;
  silent: boolean;
}

export type Permission = NotificationPermission | "missing";

function allowed(): Permission {
  return "Notification" in window ? Notification.permission : "missing";
}

/** What the browser lets us do here; asked for only by an act of the person. */
export const permission = store<Permission>(allowed());

export async function askPermission(): Promise<void> {
  if (!("Notification" in window)) return;
  await Notification.requestPermission();
  permission.set(allowed());
}

async function worker(): Promise<ServiceWorkerRegistration | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.active ? registration : null;
}

/** Shown by this page, where there is no worker to show them. */
const own = new Map<string, { shown: Notification; seq: number }>();
let openOwn: (url: string) => void = () => undefined;

/** How a click on a notification of the page moves the page. */
export function startBanners(open: (url: string) => void): void {
  openOwn = open;
  onSignOut(() => void closeBanners(() => true));
}

export async function showBanner({ tag, seq, title, body, url, silent }: Banner): Promise<void> {
  if (permission.get() !== "granted") return;
  const how = { body, tag, silent, lang: language(), icon: "/icons/any-192.png", badge: "/icons/badge-96.png" };
  const registration = await worker();
  if (registration) {
    await registration.showNotification(title, { ...how, renotify: true, data: { url, seq } } as NotificationOptions);
    return;
  }
  const shown = new Notification(title, how);
  shown.onclick = () => {
    window.focus();
    shown.close();
    openOwn(url);
  };
  own.set(tag, { shown, seq });
}

/** Closes those that `over` says are over, whichever tab showed them. */
export async function closeBanners(over: (tag: string, seq: number) => boolean): Promise<void> {
  for (const [tag, { shown, seq }] of own) {
    if (!over(tag, seq)) continue;
    shown.close();
    own.delete(tag);
  }
  for (const shown of (await (await worker())?.getNotifications()) ?? []) {
    const { seq } = (shown.data ?? {}) as { seq?: number };
    if (over(shown.tag, seq ?? 0)) shown.close();
  }
}

/** The number on the icon of the installed product. */
export function showCount(count: number): void {
  const badge = navigator as Partial<Pick<Navigator, "setAppBadge" | "clearAppBadge">>;
  // Not every system has a place for it.
  const done = count > 0 ? badge.setAppBadge?.call(navigator, count) : badge.clearAppBadge?.call(navigator);
  done?.catch(() => undefined); // refused: there is nothing to show it on
}
