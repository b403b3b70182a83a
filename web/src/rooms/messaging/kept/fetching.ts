/** Reads what the kept runs lack, one page after the other, in the background, the most recently moved first. */
import { chat, page } from "../model/chat";
import type { Head, RunEvent, Wanted } from "./runs";
import { keptOf, wanted } from "./runs";

/** The screen comes first; after that a page now and then, so that no server has to hurry for it. */
const FIRST = 2_500;
const PAUSE = 600;
const LIMIT = 200;

type Heads = ReadonlyMap<string, Head>;
/** Takes a page in; with `anew` in place of what was kept. */
type Keep = (event: RunEvent, anew: boolean) => Promise<void>;

const same = (one: Wanted, other: Wanted) => JSON.stringify(one) === JSON.stringify(other);

/** Counts beginnings: a loop of an earlier one ends. */
let era = 0;
let active = false;
/** What could not be read, and how far the conversation was then: tried again after the next snapshot. */
const failed = new Map<string, number>();

export function stopFetching(): void {
  era += 1;
  active = false;
  failed.clear();
}

export function fetchMissing(heads: Heads, keep: Keep): void {
  if (active) return;
  active = true;
  void run(era, heads, keep);
}

/** After a snapshot what failed before may well succeed. */
export function fetchAgain(heads: Heads, keep: Keep): void {
  failed.clear();
  fetchMissing(heads, keep);
}

async function run(mine: number, heads: Heads, keep: Keep): Promise<void> {
  await rest(FIRST);
  while (mine === era) {
    const next = chat.get().ready ? nextOf(heads) : null;
    if (next === null) {
      active = false;
      return;
    }
    try {
      const read = await readPage(next.id, next.want);
      await keep(read, next.want === "latest");
      // What got no further with this page would be asked for again and again.
      if (same(wanted(heads.get(next.id), next.lastSeq), next.want)) failed.set(next.id, next.lastSeq);
    } catch {
      // The line broke, or the conversation is no longer ours.
      failed.set(next.id, next.lastSeq);
    }
    await rest(PAUSE);
  }
}

interface Next {
  id: string;
  want: Exclude<Wanted, null>;
  lastSeq: number;
}

function nextOf(heads: Heads): Next | null {
  for (const { id, last_seq: lastSeq } of keptOf(chat.get().conversations)) {
    const want = wanted(heads.get(id), lastSeq);
    if (want !== null && failed.get(id) !== lastSeq) return { id, want, lastSeq };
  }
  return null;
}

async function readPage(id: string, want: Exclude<Wanted, null>): Promise<RunEvent> {
  const query = want === "latest" ? { limit: LIMIT } : { ...want, limit: LIMIT };
  const { items, people, more, first, last } = await page(id, query);
  const where = want === "latest" ? "latest" : "before" in want ? "before" : "after";
  const start = where !== "after" && !more;
  return { t: "page", conversation_id: id, where, facts: items, first, last, people, start, end: true };
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
