import type { TFunction } from "i18next";
import { Clock3, Minus, Plane, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { type Presence, type PresenceState, usePresence } from "@/app/presence";
import css from "./PresenceMark.module.css";
import { ahead } from "./time";

const SIGNS: Partial<Record<PresenceState, typeof Minus>> = {
  meeting: Clock3,
  leave: Sun,
  travel: Plane,
  dnd: Minus,
};

/** What holds at this moment: the server ends a state on time, and a slow line is no reason to show it longer. */
export function stateNow(
  presence: Partial<Pick<Presence, "state" | "until">> | null,
  now = new Date(),
): PresenceState | null {
  if (!presence?.state || (presence.until && new Date(presence.until) <= now)) return null;
  return presence.state;
}

/** "会议中", "会议中 · 三楼 · 至 15:00"; in default of a state, whether connected. Empty when nothing is told. */
export function presenceWords(presence: Presence | null, t: TFunction<"app">, language: string, brief = false): string {
  const state = stateNow(presence);
  if (!presence || (!state && presence.connected === null)) return "";
  if (!state) return t(presence.connected ? "presence.here" : "presence.away");
  const said = t(`presence.${state}`);
  if (brief) return said;
  const until = presence.until && t("presence.until", { time: ahead(new Date(presence.until), new Date(), language) });
  return [said, presence.note, until].filter(Boolean).join(" · ");
}

export function usePresenceWords(person: string | null | undefined, brief = false): string {
  const { t } = useTranslation("app");
  const language = useLanguage();
  return presenceWords(usePresence(person), t, language, brief);
}

/** The sign of a state alone, for choices and lists. */
export function StateSign({ state, connected = true }: { state: PresenceState | null; connected?: boolean | null }) {
  const Sign = state ? SIGNS[state] : undefined;
  const classes = [css.mark, Sign && css.sign, connected ? css.here : css.away].filter(Boolean).join(" ");
  return <span className={classes}>{Sign ? <Sign aria-hidden="true" /> : null}</span>;
}

/**
 * On the corner of a face: a dot is connected, a sign says what keeps somebody, grey while not connected; in words for
 * the pointer and for assistive technology. Whoever is just not there has no mark: most are not, and lists stay calm.
 */
export function PresenceMark({ person }: { person: string }) {
  const presence = usePresence(person);
  const words = usePresenceWords(person);
  const state = stateNow(presence);
  if (!state && !presence?.connected) return null;
  return (
    <span className={css.corner} title={words}>
      <StateSign state={state} connected={presence?.connected ?? null} />
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** In a list before what somebody does: the state alone, in words. */
export function PresenceWord({ person }: { person: string }) {
  const state = stateNow(usePresence(person));
  const { t } = useTranslation("app");
  return state ? <span className={css.state}>{`${t(`presence.${state}`)} · `}</span> : null;
}
