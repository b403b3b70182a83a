/** i18next with one namespace a room, loaded with the room and for one language only. */
import i18next, { type BackendModule } from "i18next";
import { useSyncExternalStore } from "react";
import { initReactI18next } from "react-i18next";
import { followLanguage, keepLanguage, type Language, language, languages } from "./language";
import { fetchPart } from "./parts";

/** Between two tries to load the first words, in milliseconds. */
const PAUSE = 2_000;

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
    fetchPart(load).then(
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
  while (!i18next.hasResourceBundle(language(), "app")) {
    await new Promise((done) => setTimeout(done, PAUSE));
    // There is no word yet to say that there are none: tried again until they come.
    await loadWords(["app"]).catch(() => undefined);
  }
}

/** The words of some rooms, to be here before they are shown: without them their keys would be. */
export async function loadWords(namespaces: readonly string[], lng: string = language()): Promise<void> {
  const missing = namespaces.filter((namespace) => !i18next.hasResourceBundle(lng, namespace));
  await Promise.all(
    missing.map(async (namespace) => {
      const load = files[fileOf(namespace, lng)];
      if (!load) throw new Error(`no words: ${namespace}/${lng}`);
      i18next.addResourceBundle(lng, namespace, (await load()).default);
    }),
  );
}

/** Loads the words, then changes the screen, the Accept-Language header and the kept choice. Throws a `Problem` offline. */
export async function setLanguage(next: Language): Promise<void> {
  const shown = Object.keys(i18next.getDataByLanguage(language()) ?? {});
  await fetchPart(() => loadWords(shown, next));
  await i18next.changeLanguage(next);
  keepLanguage(next);
}

export function useLanguage(): Language {
  return useSyncExternalStore(followLanguage, language);
}
