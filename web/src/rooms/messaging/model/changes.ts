/** What a changing fact does to the message it names, and to quotes of it. Pure. */
import type { Fact, Reaction } from "../calls";

/** Characters of a quoted text, as the server cuts it. */
const QUOTED = 200;

/** The message after a change of it; one that is in it already changes nothing. */
export function changed(fact: Fact, change: Fact, me: string): Fact {
  return change.seq > fact.as_of ? { ...applied(fact, change, me), as_of: change.seq } : fact;
}

function applied(fact: Fact, change: Fact, me: string): Fact {
  switch (change.kind) {
    case "recall":
      return recalled(fact);
    case "edit":
      // Without its text it is of a message that is not to be seen, or was recalled since: the recall is on its way.
      if (change.text === null) return fact;
      return { ...fact, text: change.text, mentions: change.mentions, edited_at: change.at };
    case "reaction":
      return change.emoji === null ? fact : { ...fact, reactions: reacted(fact.reactions, change.emoji, change, me) };
    case "vote":
      return change.votes ? { ...fact, votes: { ...change.votes, mine: fact.votes?.mine ?? [] } } : fact;
    case "card":
      return { ...fact, cards: change.cards };
    default:
      return fact;
  }
}

/** A quote of the message must not keep words that were taken back, or changed: into what, only who sees the message is told. */
export function changedQuote(fact: Fact, change: Fact): Fact {
  if (fact.reply_to === null || fact.reply_to.seq !== change.target) return fact;
  if (change.kind !== "recall" && change.kind !== "edit") return fact;
  if (change.kind === "recall" || change.text === null)
    return { ...fact, reply_to: { ...fact.reply_to, text: null, carries: null } };
  return { ...fact, reply_to: { ...fact.reply_to, text: [...change.text].slice(0, QUOTED).join("") } };
}

export function recalled(fact: Fact): Fact {
  const nothing = { text: null, mentions: [], content: null, origin: null, cards: [], reactions: [], votes: null };
  return { ...fact, ...nothing, edited_at: null, recalled: true };
}

function reacted(was: Reaction[], emoji: string, change: Fact, me: string): Reaction[] {
  const own = change.sender_id === me;
  if (!was.some((one) => one.emoji === emoji)) return change.on ? [...was, { emoji, count: 1, mine: own }] : was;
  return was
    .map((one) => {
      if (one.emoji !== emoji) return one;
      return { emoji, count: one.count + (change.on ? 1 : -1), mine: own ? change.on === true : (one.mine ?? false) };
    })
    .filter((one) => one.count > 0);
}
