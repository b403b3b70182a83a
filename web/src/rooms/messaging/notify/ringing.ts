/** What happens when a message comes: one tab of this browser rings or shows it, unless it is quiet, seen or read. */
import i18next from "i18next";
import { closeBanners, permission, showBanner } from "@/app/notify/banners";
import { ring } from "@/app/notify/bell";
import { isMine } from "@/app/notify/once";
import { quiet } from "@/app/notify/quiet";
import { type Settings, settingsOf } from "@/app/notify/settings";
import type { Conversation, Fact } from "../calls";
import { chat, titleOf, watchedNow, whenChanged } from "../model/chat";
import type { ChatEvent } from "../model/events";
import { calls, type Sight, stanceOf } from "./decide";
import { missed } from "./missed";

/** A tab out of sight waits: the message may be read on another device, or be on the screen of another tab. */
const WAIT = { seen: 0, present: 60, away: 500 };
const LONG = 160;

export function startRinging(): void {
  whenChanged(hear);
}

function sight(): Sight {
  return { visible: document.visibilityState === "visible", focused: document.hasFocus(), watched: watchedNow() };
}

function hear(event: ChatEvent): void {
  if (event.t === "message") {
    void consider(event);
    // What was taken back must not go on standing there.
    if (event.kind === "recall") close(event.conversation_id, (seq) => seq === event.target);
  } else if (event.t === "read") close(event.conversation_id, (seq) => seq <= event.seq);
  else if (event.t === "gone") close(event.conversation_id, () => true);
  else if (event.t === "snapshot") {
    const { conversations } = chat.get();
    void closeBanners((tag, seq) => seq <= (conversations[tag]?.read_seq ?? Number.POSITIVE_INFINITY));
  }
}

function close(conversationId: string, over: (seq: number) => boolean): void {
  void closeBanners((tag, seq) => tag === conversationId && over(seq));
}

async function consider(fact: Fact): Promise<void> {
  const id = fact.conversation_id;
  const settings = await settingsOf();
  if (!wanted(fact, settings) || (await quiet())) return;
  const stance = stanceOf(sight(), id);
  if (!(await isMine(`${id}/${fact.seq}`, WAIT[stance])) || stance === "seen") return;
  const conversation = wanted(fact, settings);
  if (!conversation || (await quiet())) return;
  const heard = ring(settings.sound);
  if (stance === "present" || !settings.banners) return;
  if (permission.get() === "default") missed.set(true);
  await showBanner(bannerOf(fact, conversation, settings, heard));
}

/** The conversation, if the message is still worth a call: looked at anew after each waiting. */
function wanted(fact: Fact, settings: Settings): Conversation | null {
  const { conversations, me } = chat.get();
  const conversation = conversations[fact.conversation_id];
  if (!conversation) return null;
  return calls(fact, conversation, me, settings.mentions_through) ? conversation : null;
}

function bannerOf(fact: Fact, conversation: Conversation, settings: Settings, heard: boolean) {
  const { id } = conversation;
  const silent = heard || settings.sound === "none";
  const url = `/messages/${id}?at=${fact.seq}`;
  const t = i18next.getFixedT(i18next.language, "app");
  if (!settings.content) return { tag: id, seq: fact.seq, title: t("product"), body: t("notify.hidden"), url, silent };
  const who = chat.get().people[fact.sender_id ?? ""]?.name;
  const text = (fact.text ?? "").replace(/\s+/g, " ").slice(0, LONG) || t("notify.wordless");
  const body = conversation.kind === "direct" || !who ? text : t("notify.said", { who, text });
  return { tag: id, seq: fact.seq, title: titleOf(conversation) || t("product"), body, url, silent };
}
