/** What is being uploaded in this tab, and the steps from one state to the next; no input or output here. */
import type { Problem } from "@/app/problem";
import type { FileCard } from "../calls";

/**
 * `waiting` for its turn; `sending` parts; `finishing` on the server; `done`, to be sent with a message; `paused` by the
 * person; `failed` with a `problem`; `lost` after a reload that could not keep the bytes: the file must be chosen again.
 */
export type Stage = "waiting" | "sending" | "finishing" | "done" | "paused" | "failed" | "lost";

export interface Item {
  /** The client's own id: announcing twice makes one upload. */
  id: string;
  /** Whose tray it lies in: a conversation. */
  tray: string;
  realm: string | null;
  name: string;
  size: number;
  mime: string;
  asFile: boolean;
  stage: Stage;
  /** Bytes that are there. */
  sent: number;
  uploadId: string | null;
  file: FileCard | null;
  problem: Problem | null;
  /** Address of a small picture, while the page lives. */
  picture: string | null;
}

export type Items = readonly Item[];

export function changed(items: Items, id: string, change: Partial<Item>): Items {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}

export function without(items: Items, ids: readonly string[]): Items {
  return items.filter((item) => !ids.includes(item.id));
}

export function inTray(items: Items, tray: string): Item[] {
  return items.filter((item) => item.tray === tray);
}

export const moving = (item: Item) => ["waiting", "sending", "finishing"].includes(item.stage);

/** From 0 to 1; what is being finished is not quite there. */
export function progress(item: Item): number {
  if (item.stage === "done") return 1;
  return item.size > 0 ? Math.min(0.99, item.sent / item.size) : 0;
}

/** Where the parts of a file lie. */
export interface Plan {
  partSize: number;
  count: number;
  /** Numbers of the parts still to be sent. */
  missing: number[];
}

export function partLength(size: number, plan: Plan, number: number): number {
  return Math.max(0, Math.min(plan.partSize, size - number * plan.partSize));
}

export function bytesThere(size: number, plan: Plan): number {
  return plan.missing.reduce((left, number) => left - partLength(size, plan, number), size);
}

/** Parts of one file at a time and of others, the earlier file first: the next to be sent, if any. */
export function nextPart(
  items: Items,
  plans: ReadonlyMap<string, Plan>,
  underWay: ReadonlySet<string>,
): { item: Item; number: number } | null {
  for (const item of items) {
    if (item.stage !== "sending") continue;
    const number = plans.get(item.id)?.missing.find((one) => !underWay.has(`${item.id}/${one}`));
    if (number !== undefined) return { item, number };
  }
  return null;
}

/** The most parts under way at once. */
const MOST = 3;
/** Milliseconds within which a part is on its way for more of them at once, and above which it goes alone. */
const SHORT = 1000;
const LONG = 2000;

/** How many parts may be under way, after one took so long: what is cut off is lost, a few seconds' worth and no more. */
export function paced(atOnce: number, took: number): number {
  if (took > LONG) return 1;
  return took < SHORT ? Math.min(MOST, atOnce + 1) : atOnce;
}

/** Milliseconds before the next try, with jitter: a network that comes back is not met by everything at once. */
export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(30_000, 1000 * 2 ** attempt);
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Whether trying again may help: the network, or the server for a moment. */
export function passing(problem: Problem): boolean {
  return problem.offline || problem.status >= 500 || problem.status === 429;
}

const FINAL = new Set([
  "files.empty",
  "files.too_large",
  "files.picture_too_heavy",
  "kernel.not_a_picture",
  "kernel.picture_too_large",
  "kernel.animation_too_long",
]);

/** Whether it is the file itself that is refused: it never passes, however often one tries. */
export function final(problem: Problem): boolean {
  return FINAL.has(problem.code);
}

/** Whether a file cannot go on by itself: it is taken up again, or out, before a message leaves. */
export const stuck = ({ stage }: Item) => stage === "failed" || stage === "lost";
