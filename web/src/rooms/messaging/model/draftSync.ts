/** Drafts follow the person from device to device: what is written here goes out after a pause, what comes in fills an untouched field. */
import { api, take } from "@/app/api";
import type { ServerDraft } from "../calls";
import { chat } from "./chat";
import { draftOf, drafts, setDraft } from "./drafts";

const PAUSE = 1_500;
/** What the server is known to hold, by conversation. */
const held = new Map<string, string>();
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

function textOf(id: string): string {
  const draft = draftOf(drafts.get(), id);
  // A message being changed is no draft of a new one.
  return draft.editing ? draft.editing.before : draft.text;
}

async function push(id: string): Promise<void> {
  waiting.delete(id);
  const text = textOf(id);
  if ((held.get(id) ?? "") === text) return;
  const reply_to = draftOf(drafts.get(), id).reply_to?.seq ?? null;
  held.set(id, text);
  try {
    const params = { path: { conversation_id: id } };
    await take(api.PUT("/api/conversations/{conversation_id}/draft", { params, body: { text, reply_to } }));
  } catch {
    // The tab keeps it; the next pause in writing tries again.
    held.delete(id);
  }
}

function written(id: string): void {
  clearTimeout(waiting.get(id));
  waiting.set(
    id,
    setTimeout(() => void push(id), PAUSE),
  );
}

/** Takes in what another device wrote, unless one is writing here: what this device sent itself may come back late. */
function taken(id: string, draft: ServerDraft | null): void {
  const text = draft?.text ?? "";
  const known = held.get(id) ?? "";
  if (document.activeElement?.matches("[data-composer]") || waiting.has(id)) return;
  held.set(id, text);
  if (text !== known && textOf(id) === known) setDraft(id, { text });
}

export function startDraftSync(): void {
  let before = drafts.get();
  drafts.subscribe(() => {
    const now = drafts.get();
    for (const id of new Set([...Object.keys(before), ...Object.keys(now)])) if (before[id] !== now[id]) written(id);
    before = now;
  });
  let known = chat.get().conversations;
  chat.subscribe(() => {
    const { conversations } = chat.get();
    if (conversations === known) return;
    for (const one of Object.values(conversations)) {
      if (one.draft !== (known[one.id]?.draft ?? null)) taken(one.id, one.draft);
    }
    known = conversations;
  });
}

/** Forgets what another person's session knew. */
export function forgetDraftSync(): void {
  for (const timer of waiting.values()) clearTimeout(timer);
  waiting.clear();
  held.clear();
}
