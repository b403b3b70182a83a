/** How one more fact changes a conversation and its loaded run of facts. Pure. */
import type { Conversation, Fact } from "../calls";
import { type ChatState, MOST_UNREAD, type Timeline } from "./state";

/** The conversation after `fact`; unchanged when the fact was counted before. */
export function advance(was: Conversation, fact: Fact, me: string, target: Fact | undefined): Conversation {
  if (fact.seq <= was.last_seq) return was;
  if (fact.kind === "recall") return afterRecall(was, fact, me, target);
  const now: Conversation = { ...was, last_seq: fact.seq, last: bare(fact), updated_at: fact.at };
  if (fact.kind === "text" && fact.sender_id !== me && fact.seq > was.read_seq) {
    now.unread = Math.min(MOST_UNREAD, was.unread + 1);
    now.mentioned = was.mentioned || speaksTo(fact, me);
  }
  if (fact.kind === "renamed" && fact.name) now.name = fact.name;
  if (fact.kind === "owner") now.owner_id = fact.subjects[0] ?? null;
  if (fact.members !== null) now.members = fact.members;
  return now;
}

/** The last fact of a conversation is told without its counts. */
function bare(fact: Fact): Fact {
  return { ...fact, delivered: null, confirmed: null };
}

export function speaksTo(fact: Fact, me: string): boolean {
  return fact.mentions.includes(me) || fact.mentions.includes("all");
}

function afterRecall(was: Conversation, recall: Fact, me: string, target: Fact | undefined): Conversation {
  const now: Conversation = { ...was, last_seq: recall.seq };
  if (was.last && was.last.seq === recall.target) now.last = recalled(was.last);
  const sender = target ? target.sender_id : recall.sender_id;
  const counted = recall.target !== null && recall.target > was.read_seq && sender !== me && !target?.recalled;
  if (counted) now.unread = Math.max(0, was.unread - 1);
  if (now.unread === 0) now.mentioned = false;
  return now;
}

export function recalled(fact: Fact): Fact {
  return { ...fact, recalled: true, text: null, mentions: [] };
}

/** Adds a fact at the end of a run that reaches the newest; keeps it aside when something is missing before it. */
export function append(was: Timeline, fact: Fact): Timeline {
  if (!was.end) return applyRecall(was, fact);
  const last = was.facts.at(-1)?.seq ?? fact.seq - 1;
  if (fact.seq <= last) return was;
  if (fact.seq > last + 1) {
    if (was.held.some((one) => one.seq === fact.seq)) return was;
    return { ...was, held: [...was.held, fact].sort((a, b) => a.seq - b.seq) };
  }
  return release(applyRecall({ ...was, facts: [...was.facts, fact] }, fact));
}

/** Lets in the held facts that follow now. */
export function release(was: Timeline): Timeline {
  let now = was;
  for (const fact of was.held) {
    const last = now.facts.at(-1)?.seq ?? 0;
    if (fact.seq === last + 1) now = applyRecall({ ...now, facts: [...now.facts, fact] }, fact);
  }
  const last = now.facts.at(-1)?.seq ?? 0;
  const held = now.held.filter((fact) => fact.seq > last);
  return held.length === now.held.length ? now : { ...now, held };
}

function applyRecall(was: Timeline, fact: Fact): Timeline {
  if (fact.kind !== "recall") return was;
  const at = was.facts.findIndex((one) => one.seq === fact.target);
  const quoted = was.facts.some((one) => one.reply_to?.seq === fact.target && one.reply_to?.text !== null);
  if (at < 0 && !quoted) return was;
  const facts = was.facts.map((one, index) => {
    if (index === at) return recalled(one);
    // A quote must not keep the words that were taken back.
    if (one.reply_to?.seq === fact.target) return { ...one, reply_to: { ...one.reply_to, text: null } };
    return one;
  });
  return { ...was, facts };
}

/** How many texts by others follow `seq` in a run that reaches the newest; null when the run does not tell. */
export function unreadAfter(state: ChatState, id: string, seq: number): { unread: number; mentioned: boolean } | null {
  const timeline = state.timelines[id];
  const conversation = state.conversations[id];
  if (!timeline?.end || !conversation || timeline.held.length > 0) return null;
  const first = timeline.facts[0]?.seq ?? Number.POSITIVE_INFINITY;
  if (first > seq + 1 && !timeline.start) return null;
  if ((timeline.facts.at(-1)?.seq ?? 0) < conversation.last_seq) return null;
  const open = timeline.facts.filter(
    (fact) => fact.seq > seq && fact.kind === "text" && !fact.recalled && fact.sender_id !== state.me,
  );
  return { unread: Math.min(MOST_UNREAD, open.length), mentioned: open.some((fact) => speaksTo(fact, state.me)) };
}
