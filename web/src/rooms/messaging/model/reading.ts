/** Read marks: only forward, only for what was really seen, several seen messages in one mark. */
import { api, take } from "@/app/api";
import { chat, dispatch, line, whenOnline } from "./chat";

const TOGETHER = 300;

const seen = new Map<string, number>();
const told = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The message `seq` stood on the screen of a focused window. */
export function markSeen(id: string, seq: number): void {
  const conversation = chat.get().conversations[id];
  if (!conversation || seq <= Math.max(conversation.read_seq, seen.get(id) ?? 0)) return;
  seen.set(id, seq);
  dispatch({ t: "read", conversation_id: id, seq });
  timer ??= setTimeout(tell, TOGETHER);
}

function tell(): void {
  timer = undefined;
  for (const [id, seq] of seen) {
    if (seq > (told.get(id) ?? 0)) void tellOne(id, seq);
  }
}

async function tellOne(id: string, seq: number): Promise<void> {
  told.set(id, seq);
  try {
    const transport = line();
    if (transport?.ready) await transport.command("read", { conversation_id: id, seq });
    else {
      const params = { path: { conversation_id: id } };
      const read = await take(api.PUT("/api/conversations/{conversation_id}/read", { params, body: { seq } }));
      // Where no socket tells what is still unread, the answer does.
      dispatch({ t: "read", conversation_id: id, ...read });
    }
  } catch {
    // Told again with the next mark or the next snapshot: positions only grow, so twice does no harm.
    if (told.get(id) === seq) told.delete(id);
  }
}

/** The whole conversation, from its menu. */
export function markAllRead(id: string): void {
  const conversation = chat.get().conversations[id];
  if (conversation) markSeen(id, conversation.last_seq);
}

/** A snapshot may be older than what was seen while away: say it again. */
export function startReading(): void {
  whenOnline(() => {
    for (const [id, seq] of seen) {
      const conversation = chat.get().conversations[id];
      if (!conversation || conversation.read_seq >= seq) continue;
      dispatch({ t: "read", conversation_id: id, seq });
      told.delete(id);
    }
    tell();
  });
}

export function forgetReading(): void {
  seen.clear();
  told.clear();
  clearTimeout(timer);
  timer = undefined;
}
