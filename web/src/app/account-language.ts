/** The language of the screen and that of the account: a choice made anywhere holds everywhere. */
import { api, take } from "./api";
import { setLanguage } from "./i18n";
import { type Language, language, nearest } from "./language";
import { type Me, meQuery, queries } from "./me";

/** In this tab: somebody chose before it was known who. */
const CHOSEN = "tocsin.language.chosen";
/** On this device: the language that the account had when it was last looked at. */
const SEEN = "tocsin.language.account";

function say(next: Language): Promise<unknown> {
  return take(api.PATCH("/api/me", { body: { language: next } })).then((account) =>
    queries.setQueryData(meQuery.queryKey, (me) => (me ? { ...me, ...account } : me)),
  );
}

/** Chosen on a page for everybody: kept with the account, or for it when one comes in. Throws a `Problem` offline. */
export async function chooseLanguage(next: Language): Promise<void> {
  await setLanguage(next);
  if (queries.getQueryData(meQuery.queryKey) !== undefined) {
    await say(next);
    return;
  }
  sessionStorage.setItem(CHOSEN, next);
}

/** One has come in: what was chosen at the door is the account's from now on; else the account's choice is shown. */
export async function meetLanguage(me: Me): Promise<void> {
  const chosen = nearest(sessionStorage.getItem(CHOSEN));
  sessionStorage.removeItem(CHOSEN);
  const own = nearest(me.language);
  if (chosen && chosen !== own) await say(chosen);
  else if (own) await setLanguage(own);
  localStorage.setItem(SEEN, `${me.id} ${chosen ?? own}`);
}

/** The account's language was changed elsewhere since it was last looked at here: this device follows. */
export async function followLanguage(me: Me): Promise<void> {
  const own = nearest(me.language);
  const [person, seen] = (localStorage.getItem(SEEN) ?? "").split(" ");
  // An account that has none yet is one that was looked at, too.
  localStorage.setItem(SEEN, `${me.id} ${own}`);
  if (own && person === me.id && seen !== own && own !== language()) await setLanguage(own);
}
