/** What happens when a message or a reminder comes: one tab of this browser rings or shows it, unless it is quiet, seen or done. */
import i18next from "i18next";
import { type Banner, closeBanners, permission, showBanner } from "@/app/notify/banners";
import { ring } from "@/app/notify/bell";
import { isMine } from "@/app/notify/once";
import { quiet } from "@/app/notify/quiet";
import { type Settings, settingsOf } from "@/app/notify/settings";
import { toast } from "@/kit/toast";
import type { Conversation, Fact } from "../calls";
import { chat, titleOf, watchedNow, whenChanged } from "../model/chat";
import type { ChatEvent } from "../model/events";
import { reminded } from "../model/governing";
import type { ChatState } from "../model/state";
import { brief } from "../words";
import { calls, reminds, type Sight, stanceOf, stillReminds } from "./decide";
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

function hear(event: ChatEvent, was: ChatState): void {
  if (event.t === "message") {
    void call(messageCall(event));
    // What was taken back must not go on standing there.
    if (event.kind === "recall") close(event.conversation_id, (seq) => seq === event.target);
    if (event.kind === "withdrawn" || event.kind === "announced") closeReminders();
  } else if (event.t === "conversation") {
    if (reminds(was.conversations[event.id], event, chat.get().me)) void call(reminderCall(event));
    closeReminders();
  } else if (event.t === "read") close(event.conversation_id, (seq) => seq <= event.seq);
  else if (event.t === "gone") {
    close(event.conversation_id, () => true);
    closeReminders();
  } else if (event.t === "snapshot") {
    const { conversations } = chat.get();
    void closeBanners(
      (tag, seq) => !isReminder(tag) && seq <= (conversations[tag]?.read_seq ?? Number.POSITIVE_INFINITY),
    );
    closeReminders();
  }
}

function close(conversationId: string, over: (seq: number) => boolean): void {
  void closeBanners((tag, seq) => tag === conversationId && over(seq));
}

const REMINDER = "reminder/";

function isReminder(tag: string): boolean {
  return tag.startsWith(REMINDER);
}

/** Those of what was confirmed, here or elsewhere, taken down or left meanwhile; reading alone does not answer them. */
function closeReminders(): void {
  const { conversations, me } = chat.get();
  void closeBanners((tag, seq) => {
    if (!isReminder(tag)) return false;
    const conversation = conversations[tag.slice(REMINDER.length)];
    return !conversation || conversation.announcement?.seq !== seq || !reminded(conversation, me);
  });
}

/** What calls for attention. */
interface Call {
  conversation_id: string;
  /** What the tabs of a browser agree by on which of them acts. */
  what: string;
  /** The conversation, if this is still worth a call: looked at anew after each waiting. */
  wanted: (settings: Settings) => Conversation | null;
  /** What is said on the page where it is before one's eyes; what stands in the conversation needs no word. */
  said?: (conversation: Conversation) => string;
  banner: (conversation: Conversation, settings: Settings) => Omit<Banner, "silent">;
}

async function call({ conversation_id, what, wanted, said, banner }: Call): Promise<void> {
  const settings = await settingsOf();
  if (!wanted(settings) || (await quiet())) return;
  const stance = stanceOf(sight(), conversation_id);
  if (!(await isMine(what, WAIT[stance])) || (stance === "seen" && !said)) return;
  const conversation = wanted(settings);
  if (!conversation || (await quiet())) return;
  const heard = ring(settings.sound);
  if (stance !== "away") {
    if (said) toast(said(conversation), { urgent: true });
    return;
  }
  if (!settings.banners) return;
  if (permission.get() === "default") missed.set(true);
  await showBanner({ ...banner(conversation, settings), silent: heard || settings.sound === "none" });
}

function words() {
  return i18next.getFixedT(i18next.language, "app");
}

function messageCall(fact: Fact): Call {
  const { conversation_id, seq } = fact;
  return {
    conversation_id,
    what: `${conversation_id}/${seq}`,
    wanted: ({ mentions_through }) => {
      const { conversations, me } = chat.get();
      const conversation = conversations[conversation_id];
      return conversation && calls(fact, conversation, me, mentions_through) ? conversation : null;
    },
    banner: (conversation, { content }) => {
      const t = words();
      const url = `/messages/${conversation_id}?at=${seq}`;
      if (!content) return { tag: conversation_id, seq, title: t("product"), body: t("notify.hidden"), url };
      const who = chat.get().people[fact.sender_id ?? ""]?.name;
      const text = brief(fact.text ?? "").slice(0, LONG) || t("notify.wordless");
      const body = conversation.kind === "direct" || !who ? text : t("notify.said", { who, text });
      return { tag: conversation_id, seq, title: titleOf(conversation) || t("product"), body, url };
    },
  };
}

/** Somebody reminds one of an announcement: it has stood there all the while, so it is said also where it is in sight. */
function reminderCall({ id, announcement }: Conversation): Call {
  const seq = announcement?.seq ?? 0;
  const text = (of: Conversation) => brief(of.announcement?.text ?? "").slice(0, LONG);
  return {
    conversation_id: id,
    what: `${REMINDER}${id}/${seq}/${announcement?.reminded_at}`,
    wanted: ({ mentions_through }) => {
      const { conversations, me } = chat.get();
      const conversation = conversations[id];
      if (!conversation || conversation.announcement?.seq !== seq) return null;
      return stillReminds(conversation, me, mentions_through) ? conversation : null;
    },
    said: (conversation) => words()("notify.remindedIn", { group: titleOf(conversation), text: text(conversation) }),
    banner: (conversation, { content }) => {
      const t = words();
      const about = { tag: `${REMINDER}${id}`, seq, url: `/messages/${id}?at=${seq}` };
      if (!content) return { ...about, title: t("product"), body: t("notify.hiddenReminder") };
      return { ...about, title: titleOf(conversation), body: t("notify.reminded", { text: text(conversation) }) };
    },
  };
}
