/**
 * What comes over the socket. Of a conversation in the list it changes the chat at once. One that is not in the list yet,
 * because its page was not read, is fetched once, and what comes for it meanwhile waits until it is there.
 */
import type { ServerEvent } from "@/app/socket";
import type { Fact, WireConversation, WireFact } from "../calls";
import { chat, dispatch, line, meet, nameStrangers, online, reload } from "./chat";
import type { Snapshot, SocketEvent } from "./events";
import type { ChatState } from "./state";
import { conversationOf, factOf } from "./wire";

const ours = new Set(["snapshot", "message", "read", "receipts", "conversation", "own", "draft", "gone"]);
/** Before an unlisted conversation is asked for again, in milliseconds; then its next fact asks. */
const AGAIN = [1_000, 4_000, 16_000];

/** What came for conversations that are being fetched, in the order it came. */
const waiting = new Map<string, SocketEvent[]>();

function known(event: ServerEvent): SocketEvent {
  const { me } = chat.get();
  if (event.t === "message") return { t: "message", ...factOf(event as unknown as WireFact, me) };
  if (event.t === "conversation") {
    return { t: "conversation", ...conversationOf(event as unknown as WireConversation, me) };
  }
  if (event.t !== "snapshot") return event as unknown as SocketEvent;
  const snapshot = event as unknown as Snapshot;
  return { ...snapshot, conversations: snapshot.conversations.map((one) => conversationOf(one, me)) };
}

/** Every event of the socket that is about conversations. */
export function receive(event: ServerEvent): void {
  if (event.t === "resync") {
    const asked = line()?.command("snapshot");
    // A line lost meanwhile brings a snapshot of its own when it is back.
    asked?.catch(() => undefined);
    return;
  }
  if (!ours.has(event.t)) return;
  const one = known(event);
  if (waits(one)) return;
  hear(one);
  if (one.t === "conversation") release(one.id);
  if (one.t === "snapshot") afterSnapshot();
}

/** Whether it waits for its conversation, which is asked for with the first fact of it: facts alone move a list. */
function waits(one: SocketEvent): boolean {
  if (one.t === "snapshot" || one.t === "conversation") return false;
  const id = one.conversation_id;
  if (one.t === "gone") waiting.delete(id);
  const before = waiting.get(id);
  if (before) before.push(one);
  else if (one.t === "message" && unlisted(id)) begin(id, one);
  else return false;
  return true;
}

function begin(id: string, one: SocketEvent): void {
  waiting.set(id, [one]);
  void bring(id);
}

function unlisted(id: string): boolean {
  const { ready, conversations } = chat.get();
  return ready && conversations[id] === undefined;
}

async function bring(id: string, attempt = 0): Promise<void> {
  const problem = await meet(id, () => waiting.has(id));
  const pause = AGAIN[attempt];
  if (problem === null || problem.status === 404 || pause === undefined) release(id);
  else setTimeout(() => waiting.has(id) && void bring(id, attempt + 1), pause);
}

/** What waited, after what was read: known already, it is not counted again, and rings only now. */
function release(id: string): void {
  const held = waiting.get(id);
  if (!held) return;
  waiting.delete(id);
  for (const one of held) hear(one);
}

function hear(one: SocketEvent): void {
  const before = chat.get();
  dispatch(one);
  if (one.t !== "message") return;
  const id = one.conversation_id;
  if (outdated(before, one)) void meet(id, () => chat.get().conversations[id] !== undefined);
  if (chat.get().conversations[id]) void nameStrangers(id);
}

/** Whether a conversation is to be read anew: something of it is missing, cannot be counted, or dates from before a gap. */
function outdated({ conversations, doubtful }: ChatState, fact: Fact): boolean {
  const was = conversations[fact.conversation_id];
  if (!was) return false;
  if (fact.seq > was.last_seq + 1 || doubtful.has(was.id)) return true;
  // A recall or an edit among what is unread: whether it was counted, and whether it speaks to us, only the server knows.
  const counts = fact.kind === "recall" || fact.kind === "edit";
  return counts && (fact.target ?? 0) > was.read_seq && was.unread > 0;
}

/** What was missed while away: the open conversation is read anew, others when they are opened again. */
function afterSnapshot(): void {
  const { conversations, timelines } = chat.get();
  for (const id of [...waiting.keys()]) if (conversations[id]) release(id);
  for (const id of Object.keys(timelines)) reload(id);
  online();
}
