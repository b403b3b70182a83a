import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../calls";
import { seatsQuery, useNamed } from "../details/seats";
import { useChat } from "../model/chat";
import { runs } from "../model/governing";
import { MENTION_ALL_UP_TO, useRules } from "../rules/useRules";
import type { useComposer } from "./useComposer";

export interface Choice {
  id: string;
  name: string;
  post: string | null;
  avatar: string | null;
}

const SHOWN = 8;

/** What is being looked for: the letters between the last "@" and the caret, null when there is none. */
export function sought(text: string, caret: number): string | null {
  return /(?:^|[^\w@])@([^\s@]{0,20})$/u.exec(text.slice(0, caret))?.[1] ?? null;
}

/** The picker that opens while one writes "@". */
export function useMentions(conversation: Conversation, composer: ReturnType<typeof useComposer>) {
  const { t } = useTranslation("messaging");
  const me = useChat((state) => state.me);
  const group = conversation.kind !== "direct";
  const upTo = useRules(conversation.organisation_id)?.mention_all_up_to ?? MENTION_ALL_UP_TO;
  const all = runs(conversation) || (conversation.settings?.mentioning !== "admins" && conversation.members <= upTo);
  const wanted = group ? sought(composer.text, composer.caret) : null;
  const [closed, setClosed] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const { data: seats } = useQuery({ ...seatsQuery(conversation.id), enabled: wanted !== null });
  const named = useNamed(conversation.id, wanted ?? "", SHOWN);
  const choices = useMemo(() => {
    const everyone: Choice = { id: "all", name: t("mention.all"), post: t("mention.allHint"), avatar: null };
    const low = (wanted ?? "").toLowerCase();
    const here = (seats ?? []).filter((one) => one.name.toLowerCase().includes(low));
    // Beyond those at hand, and by pinyin or initials, the server finds them.
    const further = named.filter((one) => !here.some((other) => other.person_id === one.person_id));
    const people: Choice[] = [...here, ...further].map((one) => ({ ...one, id: one.person_id }));
    const everybody = all && everyone.name.toLowerCase().includes(low) ? [everyone] : [];
    return [...everybody, ...people.filter((one) => one.id !== me)].slice(0, SHOWN);
  }, [seats, named, wanted, me, t, all]);
  const open = wanted !== null && closed !== composer.text.slice(0, composer.caret) && choices.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search starts at its first answer
  useEffect(() => setAt(0), [wanted]);

  const choose = (choice: Choice) => {
    const start = composer.caret - (wanted?.length ?? 0);
    const text = `${composer.text.slice(0, start)}${choice.name} ${composer.text.slice(composer.caret)}`;
    composer.name(choice.id, choice.name);
    composer.place(text, start + choice.name.length + 1);
  };

  const act = (pressed: string): (() => void) | null => {
    const chosen = choices[at];
    if (pressed === "ArrowDown") return () => setAt((at + 1) % choices.length);
    if (pressed === "ArrowUp") return () => setAt((at + choices.length - 1) % choices.length);
    if ((pressed === "Enter" || pressed === "Tab") && chosen) return () => choose(chosen);
    if (pressed === "Escape") return () => setClosed(composer.text.slice(0, composer.caret));
    return null;
  };
  /** True when the picker took the key. */
  const key = (event: KeyboardEvent): boolean => {
    const taken = open && !event.shiftKey ? act(event.key) : null;
    if (!taken) return false;
    event.preventDefault();
    taken();
    return true;
  };
  return { open, choices, at, choose, key };
}
