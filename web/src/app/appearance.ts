/** How this device shows the product: light or dark, density. Kept on the device, applied before the first paint. */
import { useSyncExternalStore } from "react";
import { type Density, groundOf, type Mode, paint } from "@/kit/theme";
import { followLanguage, language } from "./language";
import { store } from "./store";

export type Theme = Mode | "system";

export interface Appearance {
  theme: Theme;
  density: Density;
}

const KEY = "tocsin.appearance";
const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
const phoneQuery = window.matchMedia("(max-width: 767px)");
const stillQuery = window.matchMedia("(prefers-reduced-motion: reduce)");

function read(): Appearance {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Appearance>;
    return {
      theme: kept.theme === "light" || kept.theme === "dark" ? kept.theme : "system",
      density: kept.density === "compact" ? "compact" : "comfortable",
    };
  } catch {
    return { theme: "system", density: "comfortable" };
  }
}

const appearance = store<Appearance>(read());
const surroundings = store({ dark: darkQuery.matches, phone: phoneQuery.matches, still: stillQuery.matches });

export function modeOf(theme: Theme, dark: boolean): Mode {
  if (theme === "system") return dark ? "dark" : "light";
  return theme;
}

function repaint(): void {
  const { dark, phone } = surroundings.get();
  const { theme, density } = appearance.get();
  const mode = modeOf(theme, dark);
  paint(mode, density, phone, language());
  // The page begins with one for each scheme of the device; from here on the person's choice holds.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = groundOf(mode);
}

/** Starts listening to the device and paints; call once before rendering. */
export function startAppearance(): void {
  darkQuery.addEventListener("change", (event) => surroundings.set((was) => ({ ...was, dark: event.matches })));
  phoneQuery.addEventListener("change", (event) => surroundings.set((was) => ({ ...was, phone: event.matches })));
  stillQuery.addEventListener("change", (event) => surroundings.set((was) => ({ ...was, still: event.matches })));
  appearance.subscribe(repaint);
  surroundings.subscribe(repaint);
  followLanguage(repaint);
  repaint();
}

export function setAppearance(change: Partial<Appearance>): void {
  appearance.set((was) => ({ ...was, ...change }));
  try {
    localStorage.setItem(KEY, JSON.stringify(appearance.get()));
  } catch {
    // A browser that keeps nothing still shows the choice until the page is closed.
  }
}

/** The kept choice, and what it comes to here and now; `still`: the person asked the device for no motion. */
export function useAppearance(): Appearance & { mode: Mode; phone: boolean; still: boolean } {
  const kept = useSyncExternalStore(appearance.subscribe, appearance.get);
  const { dark, phone, still } = useSyncExternalStore(surroundings.subscribe, surroundings.get);
  return { ...kept, mode: modeOf(kept.theme, dark), phone, still };
}

/** One pane instead of three: the window is narrower than 768 px. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(surroundings.subscribe, () => surroundings.get().phone);
}
