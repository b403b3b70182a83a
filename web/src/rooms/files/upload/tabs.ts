/**
 * The tabs of a browser share what is uploaded: one of them does it, holding a Web Lock for each file, the others show how
 * far it is and pass on what a person asks there. When the tab goes its lock goes, and the next takes over.
 */
import { Problem } from "@/app/problem";
import type { Item } from "./state";

/** An item as another tab can show it. */
export type Shown = Omit<Item, "picture" | "problem"> & { problem: ConstructorParameters<typeof Problem>[0] | null };
export type Asked = "pause" | "resume" | "retry";

export type News =
  | { t: "item"; item: Shown }
  /** Removed, or `taken` by a message that is stored. */
  | { t: "gone"; ids: readonly string[]; taken: boolean }
  | { t: "moved"; ids: readonly string[]; to: string }
  | { t: "ask"; act: Asked; id: string }
  /** A tab that has just come asks how all stand. */
  | { t: "who" };

let channel: BroadcastChannel | null = null;
const held = new Map<string, () => void>();

export function openTabs(person: string, hear: (news: News) => void): void {
  channel = new BroadcastChannel(`tocsin.uploads.${person}`);
  channel.onmessage = ({ data }: MessageEvent<News>) => hear(data);
  tell({ t: "who" });
}

export function tell(news: News): void {
  channel?.postMessage(news);
}

export const owns = (id: string) => held.has(id);

/** Waits for its turn with a file, and keeps it until `letGo`, or until the page goes. A `fresh` one nobody else knows of. */
export function own(id: string, act: () => void, fresh = false): void {
  const waiting = new AbortController();
  if (fresh || !navigator.locks) held.set(id, () => waiting.abort());
  else leaving.set(id, waiting);
  if (!navigator.locks) {
    act();
    return;
  }
  const turn = () =>
    new Promise<void>((release) => {
      leaving.delete(id);
      held.set(id, release);
      act();
    });
  // Let go before its turn came.
  navigator.locks.request(`tocsin.upload.${id}`, { signal: waiting.signal }, turn).catch(() => undefined);
}

/** Files whose turn has not come. */
const leaving = new Map<string, AbortController>();

export function letGo(id: string): void {
  held.get(id)?.();
  held.delete(id);
  leaving.get(id)?.abort();
  leaving.delete(id);
}

export function closeTabs(): void {
  for (const id of [...held.keys(), ...leaving.keys()]) letGo(id);
  channel?.close();
  channel = null;
}

export function shown({ picture: _, problem, ...item }: Item): Shown {
  if (problem === null) return { ...item, problem: null };
  const { code, message, status, params, retryAfter, requestId } = problem;
  return { ...item, problem: { code, message, status, params, retryAfter, requestId } };
}

export function itemOf({ problem, ...item }: Shown): Omit<Item, "picture"> {
  return { ...item, problem: problem && new Problem(problem) };
}
