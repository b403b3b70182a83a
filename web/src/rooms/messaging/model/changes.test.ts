/** Changes of messages that one does not see: they move the position, and take nothing for granted. */
import { describe, expect, it } from "vitest";
import type { Conversation, Fact, WireFact } from "../calls";
import type { ChatEvent } from "./events";
import { reduce } from "./reduce";
import { type ChatState, emptyChat, gaps } from "./state";
import { bare, factOf } from "./wire";

const ME = "me";
const C = "c1";
/** One joined with this fact; what is before it is not to be seen. */
const JOINED = 10;
const KINDS = ["edit", "reaction", "vote", "card", "withdrawn", "recall"] as const;

function fact(seq: number, fields: Partial<WireFact>): Fact {
  return factOf({ conversation_id: C, seq, kind: "text", at: `2026-01-12T06:00:${seq}Z`, ...fields }, ME);
}

const quote = { seq: 4, sender_id: "a", text: "三点在东门", carries: null };
const said = [
  fact(JOINED, { kind: "joined", subjects: [ME], count: 1, members: 4, sender_id: "a" }),
  fact(11, { text: "还是这里吗", sender_id: "b", reply_to: quote, thread: 4 }),
];

function device(): ChatState {
  const last = said.at(-1) as Fact;
  const conversation = { id: C, last_seq: last.seq, read_seq: last.seq, unread: 0, mentioned: false, last: bare(last) };
  const snapshot = { conversations: [conversation as unknown as Conversation], next: null, people: {} };
  const run = { facts: said, first: JOINED, last: last.seq, people: {}, start: true, end: true };
  return [
    { t: "snapshot" as const, ...snapshot },
    { t: "page" as const, conversation_id: C, where: "latest" as const, ...run },
  ].reduce<ChatState>((state, event) => reduce(state, event as ChatEvent), emptyChat(ME));
}

function hear(state: ChatState, kind: (typeof KINDS)[number], target = 4): ChatState {
  const seq = (state.conversations[C]?.last_seq ?? 0) + 1;
  return reduce(state, { t: "message", ...fact(seq, { kind, target }) });
}

describe("a change of what was said before one came", () => {
  it.each(KINDS)("%s moves the position and nothing else but quotes", (kind) => {
    const was = device();
    const now = hear(was, kind);
    expect(now.conversations[C]?.last_seq).toBe(12);
    expect(now.timelines[C]?.last).toBe(12);
    expect(gaps(now)).toEqual([]);
    expect(now.conversations[C]).toMatchObject({ unread: 0, mentioned: false });
    const shown = now.timelines[C]?.facts.map((one) => ({ ...one, reply_to: null }));
    expect(shown).toEqual(said.map((one) => ({ ...one, reply_to: null })));
    const gone = kind === "edit" || kind === "recall";
    const left = gone ? { ...quote, text: null, carries: null } : quote;
    expect(now.timelines[C]?.facts[1]?.reply_to).toEqual(left);
    expect(now.conversations[C]?.last?.reply_to).toEqual(left);
  });

  it.each(KINDS)("%s does no harm to a message kept from a former stay", (kind) => {
    const now = hear(device(), kind, 11);
    const kept = now.timelines[C]?.facts[1];
    expect(kept).toMatchObject(
      kind === "recall" ? { recalled: true, text: null } : { text: "还是这里吗", reactions: [] },
    );
  });

  it("follows an excerpt that is shown anew", () => {
    const edited = hear(device(), "edit");
    const again = { ...quote, text: "四点半在东门" };
    const now = reduce(edited, {
      t: "message",
      ...fact(13, { text: "那这里", sender_id: "b", reply_to: again, thread: 4 }),
    });
    expect(now.timelines[C]?.facts.map((one) => one.reply_to?.text)).toEqual([undefined, null, "四点半在东门"]);
  });
});
