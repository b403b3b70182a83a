/** i18next with one namespace a room, loaded with the room and for one language only. */
import i18next, { type BackendModule } from "i18next";
import { useSyncExternalStore } from "react";
import { initReactI18next } from "react-i18next";
import { followLanguage, keepLanguage, type Language, language, languages } from "./language";

type Words = { default: Record<string, unknown> };

const files: Record<string, () => Promise<Words>> = {
  ...import.meta.glob<Words>("../rooms/*/locales/*.json"),
  ...import.meta.glob<Words>("./locales/*.json"),
};

function fileOf(namespace: string, lng: string): string {
  return namespace === "app" ? `./locales/${lng}.json` : `../rooms/${namespace}/locales/${lng}.json`;
}

const chunks: BackendModule = {
  type: "backend",
  init() {},
  read(lng, namespace, done) {
    const load = files[fileOf(namespace, lng)];
    if (!load) return done(new Error(`no words: ${namespace}/${lng}`), false);
    load().then(
      (words) => done(null, words.default),
      (error) => done(error as Error, true),
    );
  },
};

export async function startWords(): Promise<void> {
  keepLanguage(language());
  await i18next
    .use(chunks)
    .use(initReactI18next)
    .init({
      lng: language(),
      fallbackLng: false,
      supportedLngs: [...languages],
      load: "currentOnly",
      ns: ["app"],
      defaultNS: "app",
      interpolation: { escapeValue: false },
      showSupportNotice: false,
    } as Parameters<typeof i18next.init>[0]);
}

/** Loads the words, then changes the screen, the Accept-Language header and the kept choice. */
export async function setLanguage(next: Language): Promise<void> {
  await i18next.changeLanguage(next);
  keepLanguage(next);
}

export function useLanguage(): Language {
  return useSyncExternalStore(followLanguage, language);
}
