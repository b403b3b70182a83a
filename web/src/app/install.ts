/** Whether this browser offers to install the product, kept until the person wants it. */
import { store } from "./store";

/** Chromium's own event; others install from their menus. */
interface Offer extends Event {
  prompt(): Promise<unknown>;
}

export const offer = store<Offer | null>(null);

export function startInstall(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    // Offered in the settings, not over what one is doing.
    event.preventDefault();
    offer.set(event as Offer);
  });
  window.addEventListener("appinstalled", () => offer.set(null));
}

/** Opened from its own icon, in a window of its own. */
export function isInstalled(): boolean {
  return window.matchMedia("(display-mode: standalone)").matches;
}

export async function install(): Promise<void> {
  await offer.get()?.prompt();
  offer.set(null);
}
