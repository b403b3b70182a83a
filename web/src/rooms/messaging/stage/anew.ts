/** A message as the draft it once was. */
import type { TFunction } from "i18next";
import type { Fact, Quote } from "../calls";
import { chat } from "../model/chat";
import type { Written } from "../model/drafts";
import { gist, nameOf } from "../words";

interface Said {
  text: string | null;
  mentions: string[];
  reply_to: Quote | null;
}

/** Everybody may be called by the word of another language than one's own. */
const everyone = ["所有人", "everyone"];

/** By which names a text mentions people: of those they have the one that stands in it. */
export function namesIn(text: string, mentions: string[], t: TFunction): Record<string, string> {
  const { people } = chat.get();
  const called = (id: string) => {
    const { name, plain } = people[id] ?? {};
    const names = id === "all" ? [t("mention.all"), ...everyone] : [name ?? "", plain ?? ""];
    // Whoever is called otherwise by now is mentioned while the text mentions anybody.
    return names.find((one) => one !== "" && text.includes(`@${one}`)) ?? "";
  };
  return Object.fromEntries(mentions.map((id) => [id, called(id)]));
}

export function draftAnew({ text, mentions, reply_to }: Said, t: TFunction): Written {
  const { people, me } = chat.get();
  return {
    text: text ?? "",
    names: namesIn(text ?? "", mentions, t),
    reply_to: reply_to && { ...reply_to, name: nameOf(people, me, reply_to.sender_id, t) },
  };
}

/** A message as it stands above the field while it is answered. */
export function quoteOf(fact: Fact, t: TFunction): NonNullable<Written["reply_to"]> {
  const { me, people } = chat.get();
  const name = nameOf(people, me, fact.sender_id, t);
  return { seq: fact.seq, sender_id: fact.sender_id, text: gist(fact, t), carries: fact.content?.kind ?? null, name };
}

/** The field takes the focus once it shows what was taken up. */
export function toField(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-composer]")?.focus());
}
