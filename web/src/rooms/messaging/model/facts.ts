/** How one more fact changes a conversation and its loaded run of facts. Pure. */
import { CHANGING, type Conversation, type Fact, SAID, UNSHOWN } from "../calls";
import { changed, changedQuote } from "./changes";
import { governed } from "./governing";
import { type ChatState, MOST_UNREAD, type Timeline } from "./state";
import { bare } from "./wire";

/** The conversation after `fact`; unchanged when the fact was counted before. */
export function advance(was: Conversation, fact: Fact, me: string, target: Fact | undefined): Conversation {
  if (fact.seq <= was.last_seq) return was;
  if (CHANGING.has(fact.kind)) return afterChange(was, fact, me, target);
  const now: Conversation = { ...was, last_seq: fact.seq, ...governed(was, fact, me) };
  if (UNSHOWN.has(fact.kind)) return now;
  now.last = bare(fact);
  now.updated_at = fact.at;
  if (SAID.has(fact.kind) && fact.sender_id !== me && fact.seq > was.read_seq) {
    now.unread = Math.min(MOST_UNREAD, was.unread + 1);
    now.mentioned = was.mentioned || speaksTo(fact, me);
  }
  if (fact.kind === "renamed" && fact.name) now.name = fact.name;
  return now;
}

export function speaksTo(fact: Fact, me: string): boolean {
  return fact.mentions.includes(me) || fact.mentions.includes("all");
}

function afterChange(was: Conversation, change: Fact, me: string, target: Fact | undefined): Conversation {
  const now: Conversation = { ...was, last_seq: change.seq };
  if (was.last)
    now.last = bare(changedQuote(was.last.seq === change.target ? changed(was.last, change, me) : was.last, change));
  if (change.kind === "withdrawn" && was.announcement?.seq === change.target) now.announcement = null;
  if (change.kind !== "recall") return now;
  const sender = target ? target.sender_id : change.sender_id;
  const counted = change.target !== null && change.target > was.read_seq && sender !== me && !target?.recalled;
  if (counted) now.unread = Math.max(0, was.unread - 1);
  if (now.unread === 0) now.mentioned = false;
  return now;
}

/** Adds a fact at the end of a run that reaches the newest; keeps it aside when something is missing before it. */
export function append(was: Timeline, fact: Fact, me: string): Timeline {
  if (!was.end) return fact.seq > was.last ? take(was, [fact], me) : was;
  if (fact.seq <= was.last) return was;
  if (fact.seq > was.last + 1) {
    if (was.held.some((one) => one.seq === fact.seq)) return was;
    return { ...was, held: [...was.held, fact].sort((a, b) => a.seq - b.seq) };
  }
  return release(extended(was, fact, me), me);
}

/** Lets in the held facts that follow now. */
export function release(was: Timeline, me: string): Timeline {
  let now = was;
  for (const fact of was.held) if (fact.seq === now.last + 1) now = extended(now, fact, me);
  const held = now.held.filter((fact) => fact.seq > now.last);
  return held.length === now.held.length ? now : { ...now, held };
}

function extended(was: Timeline, fact: Fact, me: string): Timeline {
  const now = take({ ...was, last: fact.seq }, [fact], me);
  return UNSHOWN.has(fact.kind) ? now : { ...now, facts: [...now.facts, fact] };
}

/** What was read of a conversation: everything from `first` to `last`. */
export type Run = Pick<Timeline, "facts" | "first" | "last" | "start" | "end">;

/** The facts of a run that show by themselves. */
export function shownOf(facts: Fact[]): Fact[] {
  return facts.filter((fact) => !UNSHOWN.has(fact.kind));
}

/** A run with another that meets it: what was read anew replaces what was known, and changes what is known besides. */
export function joined(was: Timeline, page: Run, me: string): Timeline {
  const later = page.facts.filter((fact) => fact.seq > was.last);
  const outside = take(was, later, me).facts.filter((fact) => fact.seq < page.first || fact.seq > page.last);
  const facts = [...outside, ...shownOf(page.facts)].sort((a, b) => a.seq - b.seq);
  const further = page.first < was.first || (page.first === was.first && page.start);
  return release(
    {
      ...was,
      facts,
      first: Math.min(page.first, was.first),
      last: Math.max(page.last, was.last),
      start: further ? page.start : was.start,
      end: was.end || page.end,
    },
    me,
  );
}

/** Lets facts that came later change those known: what they change, what quotes it, and how many replied. */
export function take(was: Timeline, later: Fact[], me: string): Timeline {
  let { facts } = was;
  for (const one of later) {
    if (CHANGING.has(one.kind)) facts = afterTarget(facts, one, me);
    else if (one.thread !== null && !one.recalled) facts = counted(facts, one.thread, one.seq, 1);
  }
  return facts === was.facts ? was : { ...was, facts };
}

function afterTarget(facts: Fact[], change: Fact, me: string): Fact[] {
  const target = facts.find((one) => one.seq === change.target);
  const known = facts.map((one) => changedQuote(one.seq === change.target ? changed(one, change, me) : one, change));
  const gone = change.kind === "recall" && target && !target.recalled ? target.thread : null;
  return gone === null ? known : counted(known, gone, change.seq, -1);
}

/** One reply more or less in the thread that `root` began, as the fact at `at` says; known already, it is not counted again. */
function counted(facts: Fact[], root: number, at: number, step: number): Fact[] {
  return facts.map((one) => {
    if (one.seq !== root || at <= one.as_of) return one;
    return { ...one, replies: Math.max(0, one.replies + step), as_of: at };
  });
}

/** How many texts by others follow `seq` in a run that reaches the newest; null when the run does not tell. */
export function unreadAfter(state: ChatState, id: string, seq: number): { unread: number; mentioned: boolean } | null {
  const timeline = state.timelines[id];
  const conversation = state.conversations[id];
  if (!timeline?.end || !conversation || timeline.held.length > 0) return null;
  if (timeline.first > seq + 1 && !timeline.start) return null;
  if (timeline.last < conversation.last_seq) return null;
  const open = timeline.facts.filter(
    (fact) => fact.seq > seq && SAID.has(fact.kind) && !fact.recalled && fact.sender_id !== state.me,
  );
  return { unread: Math.min(MOST_UNREAD, open.length), mentioned: open.some((fact) => speaksTo(fact, state.me)) };
}
