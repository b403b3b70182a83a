/** Sending: shown at once, stored by the server, tried again until it is; the text is never lost. */
import { api, take } from "@/app/api";
import { asProblem } from "@/app/problem";
import type { Content, Fact, NewContent, Quote } from "../calls";
import { chat, dispatch, line, whenOnline } from "./chat";
import { pauseAfter } from "./passing";
import type { Outgoing } from "./state";
import { factOf } from "./wire";

/** Order within a conversation is the order of writing: one message at a time is on the line. */
const busy = new Set<string>();

export interface Draft {
  text: string;
  mentions: string[];
  reply_to: Quote | null;
  content?: NewContent;
  carrying?: "files" | "voice";
  client_id?: string;
}

/** The files of a message: what it is sent with and how that is shown; words why they are gone; null while they come. */
export type Filed = { content: NewContent; shown: Content } | { gone: string } | null;
let filed: (one: Outgoing) => Filed = () => null;

/** What knows the files of messages: it comes after the first screen, and until then such messages wait. */
export function followFiles(given: (one: Outgoing) => Filed): void {
  filed = given;
}

export function send(conversationId: string, draft: Draft): void {
  const outgoing: Outgoing = {
    client_id: draft.client_id ?? crypto.randomUUID(),
    conversation_id: conversationId,
    text: draft.text,
    mentions: draft.mentions,
    reply_to: draft.reply_to,
    ...(draft.content && { content: draft.content }),
    ...(draft.carrying && { carrying: draft.carrying }),
    sent_at: new Date().toISOString(),
    state: "sending",
    why: null,
  };
  dispatch({ t: "queued", outgoing });
  void flush(conversationId);
}

export function retry(one: Outgoing): void {
  dispatch({ t: "retried", conversation_id: one.conversation_id, client_id: one.client_id });
  void flush(one.conversation_id);
}

export function discard(one: Outgoing): void {
  dispatch({ t: "discarded", conversation_id: one.conversation_id, client_id: one.client_id });
}

/** What waits for its files lets others by: a film on a slow line holds up no word. */
function nextOf(id: string): Outgoing | undefined {
  return chat.get().outgoing[id]?.find((one) => one.state === "sending" && (!one.carrying || filed(one) !== null));
}

/** Sends what waits in one conversation, one after the other. */
export async function flush(id: string): Promise<void> {
  if (busy.has(id)) return;
  busy.add(id);
  try {
    for (let one = nextOf(id); one; one = nextOf(id)) {
      if (!(await deliver(one))) break;
    }
  } finally {
    busy.delete(id);
  }
}

/** True when the message is settled, stored or refused; false when the line broke and it waits for the next. */
async function deliver(one: Outgoing): Promise<boolean> {
  const files = one.carrying ? filed(one) : null;
  if (files && "gone" in files) {
    dispatch({ t: "failed", conversation_id: one.conversation_id, client_id: one.client_id, why: files.gone });
    return true;
  }
  try {
    const fact = await post(
      one,
      files?.content ?? one.content ?? null,
      files?.shown ?? (one.content as Content) ?? null,
    );
    dispatch({ t: "message", ...fact });
    return true;
  } catch (error) {
    const problem = asProblem(error);
    const pause = pauseAfter(problem);
    if (pause !== null) {
      setTimeout(() => void flush(one.conversation_id), pause);
      return false;
    }
    const why = problem.message || problem.code;
    dispatch({ t: "failed", conversation_id: one.conversation_id, client_id: one.client_id, why });
    return true;
  }
}

/** By socket when it is up, else by HTTP: where a proxy keeps sockets out, messages still go. */
async function post(one: Outgoing, content: NewContent | null, shown: Content | null): Promise<Fact> {
  const body = {
    client_id: one.client_id,
    text: one.text,
    mentions: one.mentions,
    reply_to: one.reply_to?.seq ?? null,
    sent_at: one.sent_at,
    content,
  };
  const { me } = chat.get();
  const transport = line();
  if (transport?.ready && fits(one.text) && isKnown(content)) {
    const ok = await transport.command("send", { conversation_id: one.conversation_id, ...body });
    return storedFact(one, shown, ok, me);
  }
  const params = { path: { conversation_id: one.conversation_id } };
  return factOf(await take(api.POST("/api/conversations/{conversation_id}/messages", { params, body })), me);
}

/** The acknowledgement tells where the message stands; what it says, we know. */
function storedFact(one: Outgoing, content: Content | null, ok: Record<string, unknown>, me: string): Fact {
  const { conversation_id, client_id, text, mentions } = one;
  const quote = one.reply_to;
  const reply_to = quote && { ...quote, carries: quote.carries ?? null };
  const told = { seq: Number(ok.seq), at: String(ok.at), delivered: Number(ok.delivered) };
  return factOf(
    { kind: "text", sender_id: me, conversation_id, client_id, text, mentions, reply_to, content, ...told },
    me,
  );
}

/** What an organisation's sticker shows only the server's whole answer tells. */
function isKnown(content: NewContent | null): boolean {
  return content?.kind !== "sticker" || content.set === "tocsin";
}

/** A frame is at most 64 KiB; a text that comes near goes by HTTP. */
function fits(text: string): boolean {
  return new TextEncoder().encode(text).length < 48_000;
}

function flushAll(): void {
  for (const id of Object.keys(chat.get().outgoing)) void flush(id);
}

/** Sends what is on its way when the line is back. */
export function startSending(): void {
  whenOnline(flushAll);
}
