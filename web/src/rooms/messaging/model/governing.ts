/** What a fact says of a group: who is in it and runs it, what it set, what stands above it, when it ends. */
import { store } from "@/app/store";
import { type Announcement, type Conversation, type Fact, SAID } from "../calls";

type Role = Conversation["role"];

export function governed(was: Conversation, fact: Fact, me: string): Partial<Conversation> {
  const mine = fact.subjects.includes(me);
  const now: Partial<Conversation> = {};
  if (fact.members !== null) now.members = fact.members;
  if (fact.admins !== null) now.admins = fact.admins;
  if (SAID.has(fact.kind)) now.ends_at = null;
  switch (fact.kind) {
    case "owner":
      return { ...now, owner_id: fact.subjects[0] ?? null, role: owning(was.role, mine) };
    case "admin":
      return mine ? { ...now, role: fact.on ? "admin" : "member" } : now;
    case "settings":
      return { ...now, settings: fact.settings };
    case "silenced":
      return mine ? { ...now, silenced_until: fact.until } : now;
    case "announced":
      return { ...now, announcement: announcementOf(fact) };
    case "warned":
      return { ...now, ends_at: fact.until };
    case "dissolved":
      return { ...now, open: false, ends_at: null };
    case "merged":
      return fact.on ? now : { ...now, open: false, ends_at: null };
    default:
      return now;
  }
}

function owning(was: Role, mine: boolean): Role {
  if (mine) return "owner";
  return was === "owner" ? "member" : was;
}

function announcementOf(fact: Fact): Announcement {
  const { seq, sender_id, at } = fact;
  const confirm = fact.confirm ?? false;
  return { seq, text: fact.text ?? "", sender_id, at, confirm, confirmed: false, reminded_at: null };
}

/** Whether one runs the group: as its owner or an admin. */
export function runs(conversation: Conversation): boolean {
  return conversation.role === "owner" || conversation.role === "admin";
}

/** Whether one may put words above the chat. */
export function mayAnnounce(conversation: Conversation): boolean {
  if (!conversation.open || conversation.role === null) return false;
  return runs(conversation) || conversation.settings?.pinning === "all";
}

/** Why one may not take out what is said here: who may instead. Null when one may, as everybody may between two people. */
export function keptFrom(conversation: Conversation, taking: "forwarding" | "exporting"): "admins" | "nobody" | null {
  const who = conversation.settings?.[taking] ?? "all";
  if (who === "all" || (who === "admins" && runs(conversation))) return null;
  return who;
}

/** The announcement being written, and where; null while none is. */
export const announcing = store<{ id: string; text: string } | null>(null);

/** Why one may not write here now; null when one may. */
export type Silence = { why: "closed" | "ended" | "admins" } | { why: "silenced"; until: string } | null;

export function silenceOf(conversation: Conversation, now = Date.now()): Silence {
  if (!conversation.open) return { why: conversation.kind === "direct" ? "closed" : "ended" };
  if (conversation.role === null || runs(conversation)) return null;
  const until = conversation.silenced_until;
  if (until && Date.parse(until) > now) return { why: "silenced", until };
  return conversation.settings?.posting === "admins" ? { why: "admins" } : null;
}

/** Whether somebody reminded this person of an announcement that still waits for their confirmation. */
export function reminded(conversation: Conversation, me: string): boolean {
  return Boolean(conversation.announcement?.reminded_at) && waits(conversation, me);
}

/** Whether an announcement waits for this person's confirmation; a group that has ended asks nobody for anything. */
export function waits({ announcement, open }: Conversation, me: string): boolean {
  return Boolean(open && announcement?.confirm && !announcement.confirmed && announcement.sender_id !== me);
}
