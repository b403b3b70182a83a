/**
 * Messages on their way, kept through the closing of the product. They leave in the order of writing when the line is
 * back; sent twice, by two tabs, they are stored once, under their `client_id`.
 */
import i18next from "i18next";
import { vault } from "@/app/vault/vault";
import { keepWriting } from "@/app/vault/writing";
import { toast } from "@/kit/toast";
import { chat, dispatch, titleOf, watchedNow, whenOnline } from "../model/chat";
import { flush } from "../model/sending";
import type { ChatState, Outgoing } from "../model/state";

type Queue = Map<string, Outgoing>;

const record = (clientId: string) => `o/${clientId}`;

function queueOf(state: ChatState): Queue {
  return new Map(
    Object.values(state.outgoing)
      .flat()
      .map((one) => [one.client_id, one]),
  );
}

let known: Queue = new Map();

/** Follows the queue into the vault, and takes up what an earlier page could not send. */
export function startOutbox(): void {
  chat.subscribe(follow);
  vault.subscribe(() => void again());
  whenOnline(() => void takeUp());
  window.addEventListener("beforeunload", askBefore);
  void again();
}

function follow(): void {
  const now = queueOf(chat.get());
  const changed = [...now.values()].filter((one) => known.get(one.client_id) !== one);
  const gone = [...known.keys()].filter((id) => !now.has(id));
  for (const one of changed) if (one.state === "failed" && known.get(one.client_id)?.state === "sending") tell(one);
  known = now;
  if (changed.length + gone.length === 0) return;
  for (const one of changed) keepWriting(record(one.client_id), one);
  for (const id of gone) keepWriting(record(id), null);
}

/** Where nothing is kept, whoever closes the page loses what is on its way: the browser asks in its own words. */
function askBefore(event: BeforeUnloadEvent): void {
  if (vault.get() === null && known.size > 0) event.preventDefault();
}

/** A vault was opened or began anew: what is on its way belongs in it, and what is in it on its way. */
async function again(): Promise<void> {
  for (const one of known.values()) keepWriting(record(one.client_id), one);
  await takeUp();
}

async function takeUp(): Promise<void> {
  const mine = vault.get();
  if (mine === null || mine.person !== chat.get().me) return;
  // What is settled while the vault is read lies there still.
  const before = known;
  const waiting = (await mine.all<Outgoing>("o/")).map(([, one]) => one);
  const fresh = waiting.filter(({ client_id }) => !known.has(client_id) && !before.has(client_id));
  if (fresh.length === 0 || mine !== vault.get()) return;
  fresh.sort((a, b) => (a.sent_at < b.sent_at ? -1 : 1));
  dispatch({ t: "restored", outgoing: fresh });
  for (const id of new Set(fresh.map((one) => one.conversation_id))) void flush(id);
}

/** What was refused somewhere else than on the screen is said where one is. */
function tell(one: Outgoing): void {
  if (watchedNow() === one.conversation_id) return;
  const conversation = chat.get().conversations[one.conversation_id];
  const name = conversation ? titleOf(conversation) : "";
  toast(i18next.t("app:outbox.failed", { name, why: one.why }), { urgent: true });
}
