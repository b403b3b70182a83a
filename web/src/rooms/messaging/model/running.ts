/** Running a group: settings, admins, silence, announcements, requests, links, its end. */
import { api, take } from "@/app/api";
import { once } from "@/app/once";
import type { Page } from "@/app/types";
import type { AnnouncementRow, GroupRequest, GroupSettings } from "../calls";
import { chat, dispatch } from "./chat";
import { conversationOf } from "./wire";

const at = (id: string) => ({ params: { path: { conversation_id: id } } });
const of = (id: string, person: string) => ({ params: { path: { conversation_id: id, person_id: person } } });
const on = (id: string, seq: number) => ({ params: { path: { conversation_id: id, seq } } });

export async function changeSettings(id: string, body: Partial<GroupSettings>): Promise<void> {
  const wire = await take(api.PATCH("/api/conversations/{conversation_id}/settings", { ...at(id), body }));
  dispatch({ t: "conversation", ...conversationOf(wire, chat.get().me) });
}

export async function setAdmin(id: string, person: string, admin: boolean): Promise<void> {
  const path = "/api/conversations/{conversation_id}/admins/{person_id}" as const;
  await take(admin ? api.PUT(path, of(id, person)) : api.DELETE(path, of(id, person)));
}

/** Until a moment, or (null) no more. */
export async function silence(id: string, person: string, until: string | null): Promise<void> {
  const path = "/api/conversations/{conversation_id}/members/{person_id}/silence" as const;
  await take(api.PUT(path, { ...of(id, person), body: { until } }));
}

export async function dissolve(id: string, name: string): Promise<void> {
  await take(api.POST("/api/conversations/{conversation_id}/dissolution", { ...at(id), body: { name } }));
}

export async function announce(id: string, text: string, confirm: boolean): Promise<void> {
  const path = "/api/conversations/{conversation_id}/announcements" as const;
  await once(`announce ${id}`, { text, confirm }, (body) => take(api.POST(path, { ...at(id), body })));
}

export async function withdraw(id: string, seq: number): Promise<void> {
  await take(api.DELETE("/api/conversations/{conversation_id}/announcements/{seq}", on(id, seq)));
}

export async function confirmAnnouncement(id: string, seq: number): Promise<void> {
  await take(api.POST("/api/conversations/{conversation_id}/announcements/{seq}/confirmation", on(id, seq)));
}

/** How many were reminded. */
export async function remind(id: string, seq: number): Promise<number> {
  const path = "/api/conversations/{conversation_id}/announcements/{seq}/reminders" as const;
  return (await take(api.POST(path, on(id, seq)))).people;
}

export async function decide(id: string, request: string, accept: boolean): Promise<void> {
  const params = { path: { conversation_id: id, request_id: request } };
  const path = "/api/conversations/{conversation_id}/requests/{request_id}/decision" as const;
  await take(api.POST(path, { params, body: { accept } }));
}

/** The address of a new link, told this once. */
export async function makeLink(id: string): Promise<{ address: string; expires_at: string }> {
  const made = await take(api.POST("/api/conversations/{conversation_id}/links", at(id)));
  return { address: `${window.location.origin}/groups/join/${made.code}`, expires_at: made.expires_at };
}

export async function revokeLinks(id: string): Promise<void> {
  await take(api.DELETE("/api/conversations/{conversation_id}/links", at(id)));
}

const LIMIT = 50;

interface After {
  after?: string;
}

/** Announcements, newest first. */
export function readAnnouncements(id: string, after: After): Promise<Page<AnnouncementRow>> {
  const params = { path: { conversation_id: id }, query: { limit: LIMIT, ...after } };
  return take(api.GET("/api/conversations/{conversation_id}/announcements", { params }));
}

export function readRequests(id: string, after: After): Promise<Page<GroupRequest>> {
  const params = { path: { conversation_id: id }, query: { limit: LIMIT, ...after } };
  return take(api.GET("/api/conversations/{conversation_id}/requests", { params }));
}
