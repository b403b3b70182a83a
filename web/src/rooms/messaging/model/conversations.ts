/** Acts on conversations: make, rename, members, preferences. Each answers with what the server made of it. */
import { api, take } from "@/app/api";
import { once } from "@/app/once";
import { toastProblem } from "@/kit/toast";
import type { Conversation, NewConversation } from "../calls";
import { chat, dispatch } from "./chat";
import { conversationOf } from "./wire";

const at = (id: string) => ({ params: { path: { conversation_id: id } } });

async function make(body: NewConversation): Promise<Conversation> {
  const conversation = conversationOf(await take(api.POST("/api/conversations", { body })), chat.get().me);
  dispatch({ t: "conversation", ...conversation });
  return conversation;
}

/** The conversation with one person; the same one however often it is opened. */
export function openDirect(personId: string): Promise<Conversation> {
  const known = Object.values(chat.get().conversations).find((one) => one.peer?.id === personId);
  return known ? Promise.resolve(known) : make({ kind: "direct", person_id: personId });
}

export function createGroup(organisationId: string, name: string, personIds: string[]): Promise<Conversation> {
  return once("group", { kind: "group" as const, organisation_id: organisationId, name, person_ids: personIds }, make);
}

export async function rename(id: string, name: string): Promise<void> {
  await take(api.PATCH("/api/conversations/{conversation_id}", { ...at(id), body: { name } }));
}

/** How many of those added wait to be let in. */
export async function addMembers(id: string, personIds: string[]): Promise<number> {
  const body = { person_ids: personIds };
  const { waiting } = await take(api.POST("/api/conversations/{conversation_id}/members", { ...at(id), body }));
  return waiting;
}

export async function removeMember(id: string, personId: string): Promise<void> {
  const params = { path: { conversation_id: id, person_id: personId } };
  await take(api.DELETE("/api/conversations/{conversation_id}/members/{person_id}", { params }));
}

export async function makeOwner(id: string, personId: string): Promise<void> {
  const body = { person_id: personId };
  await take(api.PUT("/api/conversations/{conversation_id}/owner", { ...at(id), body }));
}

const left = new Set<string>();

/** Whether one has left this conversation since the page was opened. */
export function hasLeft(id: string): boolean {
  return left.has(id);
}

/** `heir_id` null: the group falls to the admin longest in it. */
export async function leave(id: string, how: { quiet: boolean; heir_id?: string | null }): Promise<void> {
  await take(api.POST("/api/conversations/{conversation_id}/departure", { ...at(id), body: how }));
  left.add(id);
  dispatch({ t: "gone", conversation_id: id });
}

/** Pins, mutes: at once on the screen, taken back when the server refuses. */
export async function prefer(conversation: Conversation, change: { pinned?: boolean; muted?: boolean }): Promise<void> {
  const was = { pinned: conversation.pinned, muted: conversation.muted };
  const body = { ...was, ...change };
  dispatch({ t: "preferences", conversation_id: conversation.id, ...body });
  try {
    await take(api.PUT("/api/conversations/{conversation_id}/preferences", { ...at(conversation.id), body }));
  } catch (error) {
    dispatch({ t: "preferences", conversation_id: conversation.id, ...was });
    toastProblem(error);
  }
}
