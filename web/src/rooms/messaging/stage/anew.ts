/** A message as the draft it once was. */
import type { TFunction } from "i18next";
import type { Quote } from "../calls";
import { chat } from "../model/chat";
import type { Draft } from "../model/drafts";
import { nameOf } from "../words";

interface Written {
  text: string | null;
  mentions: string[];
  reply_to: Quote | null;
}

/** Everybody may be called by the word of another language than one's own. */
const everyone = ["所有人", "everyone"];

export function draftAnew({ text, mentions, reply_to }: Written, t: TFunction): Draft {
  const { people, me } = chat.get();
  const words = text ?? "";
  const called = (id: string) =>
    id === "all"
      ? ([t("mention.all"), ...everyone].find((one) => words.includes(`@${one}`)) ?? t("mention.all"))
      : (people[id]?.name ?? "");
  return {
    text: words,
    names: Object.fromEntries(mentions.map((id) => [id, called(id)])),
    editing: null,
    reply_to: reply_to && { ...reply_to, name: nameOf(people, me, reply_to.sender_id, t) },
  };
}

/** The field takes the focus once it shows what was taken up. */
export function toField(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-composer]")?.focus());
}
