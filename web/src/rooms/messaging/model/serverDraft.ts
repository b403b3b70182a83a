/** A draft as another device wrote it, with the names and the words that stand here for the ids it holds. */
import i18next from "i18next";
import { api, take } from "@/app/api";
import { asProblem } from "@/app/problem";
import { toast } from "@/kit/toast";
import type { Fact, ServerDraft } from "../calls";
import { namesIn, quoteOf } from "../stage/anew";
import { chat, nameStrangers } from "./chat";
import { unwritten, type Written } from "./drafts";
import { factOf } from "./wire";

/** `answered` is what is answered here already. What cannot be answered any more is left out, and said. */
export async function wordsOf(id: string, draft: ServerDraft | null, answered: Written["reply_to"]): Promise<Written> {
  if (draft === null) return unwritten;
  const { text, mentions, reply_to } = draft;
  const t = i18next.getFixedT(null, "messaging");
  await nameStrangers(id, mentions);
  const names = namesIn(text, mentions, t);
  if (reply_to === null || reply_to === answered?.seq)
    return { text, names, reply_to: reply_to === null ? null : answered };
  const fact = await factAt(id, reply_to);
  if (fact === null || fact.recalled || fact.kind !== "text") {
    toast(t("composer.answerGone"));
    return { text, names, reply_to: null };
  }
  await nameStrangers(id, fact.sender_id ? [fact.sender_id] : []);
  return { text, names, reply_to: quoteOf(fact, t) };
}

/** A message, loaded or read; null where there is none. Throws when the line breaks. */
async function factAt(id: string, seq: number): Promise<Fact | null> {
  const loaded = chat.get().timelines[id]?.facts.find((fact) => fact.seq === seq);
  if (loaded) return loaded;
  const params = { path: { conversation_id: id, seq } };
  try {
    return factOf(
      await take(api.GET("/api/conversations/{conversation_id}/messages/{seq}", { params })),
      chat.get().me,
    );
  } catch (error) {
    if (asProblem(error).status === 404) return null;
    throw error;
  }
}
