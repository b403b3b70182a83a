/** The language of the screen: the person's choice, else the device's. Without i18next, so that the HTTP door can use it. */
import { store } from "./store";

export const languages = ["zh-CN", "zh-TW", "en"] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words, so that one finds one's own in a screen one cannot read. */
export const languageNames: Record<Language, string> = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" };

/** The sign of the product, a bell, as each script writes it; English has no sign of its own. */
export const bells: Record<Language, string> = { "zh-CN": "铎", "zh-TW": "鐸", en: "铎" };

const KEY = "tocsin.language";

/** The nearest language we speak: zh-Hant, zh-HK and zh-MO read Traditional characters; other Chinese, Simplified. */
export function nearest(tag: string | null | undefined): Language | null {
  const low = (tag ?? "").toLowerCase();
  if (/^zh\b.*(hant|tw|hk|mo)/.test(low)) return "zh-TW";
  if (low.startsWith("zh")) return "zh-CN";
  if (low.startsWith("en")) return "en";
  return null;
}

function initial(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing: the device decides.
  }
  for (const tag of [kept, ...(globalThis.navigator?.languages ?? [])]) {
    const found = nearest(tag);
    if (found) return found;
  }
  return "zh-CN";
}

const current = store<Language>(initial());

export const language = (): Language => current.get();
export const followLanguage = current.subscribe;

/** Only for `i18n.ts`: rooms call `setLanguage` there, which loads the words first. */
export function keepLanguage(next: Language): void {
  current.set(next);
  document.documentElement.lang = next;
  // A manifest has one language; which of the three is installed is the person's choice.
  document.querySelector('link[rel="manifest"]')?.setAttribute("href", `/manifest.${next}.webmanifest`);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // As above.
  }
}
