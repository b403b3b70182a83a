/** What a device keeps equals the end of what the server would tell, whatever it heard and in which pieces. */
import { describe, expect, it } from "vitest";
import type { Conversation, Fact, WireFact } from "../calls";
import type { ChatEvent } from "../model/events";
import { reduce } from "../model/reduce";
import { type ChatState, emptyChat, type Outgoing, type Timeline } from "../model/state";
import { factOf } from "../model/wire";
import {
  afterEvent,
  bundles,
  bytesOf,
  changes,
  type Head,
  headOf,
  isRunEvent,
  KEPT_CONVERSATIONS,
  KEPT_FACTS,
  keptOf,
  type RunEvent,
  surplus,
  TOGETHER,
  trimmed,
  wanted,
} from "./runs";

type PageEvent = Extract<RunEvent, { t: "page" }>;

const ME = "me";
const C = "c1";

function wire(seq: number, more: Partial<WireFact> = {}): WireFact {
  const at = new Date(Date.UTC(2026, 0, 12, 6, 0, seq)).toISOString();
  return { conversation_id: C, seq, kind: "text", at, sender_id: "a", text: `第 ${seq} 条`, ...more };
}

const fact = (seq: number, more: Partial<WireFact> = {}) => factOf(wire(seq, more), ME);
const facts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => fact(from + index));
const heard = (one: Fact): RunEvent => ({ t: "message", ...one });

/** A page as the server gives it now, `as_of` everything there is. */
function read(some: Fact[], where: "latest" | "before" | "after", start = false, as_of = 1_000): PageEvent {
  const read = some.map((one) => ({ ...one, as_of }));
  const reach = { first: some[0]?.seq ?? 1, last: some.at(-1)?.seq ?? 0 };
  return { t: "page", conversation_id: C, where, facts: read, ...reach, people: {}, start, end: true };
}

function run(some: Fact[], start = true): Timeline {
  return { facts: some, first: some[0]?.seq ?? 1, last: some.at(-1)?.seq ?? 0, start, end: true, held: [] };
}

function grown(was: Timeline | null, ...events: RunEvent[]): Timeline | null {
  return events.reduce<Timeline | null>((now, event) => afterEvent(now, event, ME), was);
}

const seqs = (run: Timeline | null) => run?.facts.map((one) => one.seq);

describe("a kept run", () => {
  it("begins with whatever is heard or read first", () => {
    expect(seqs(grown(null, heard(fact(7)), heard(fact(8))))).toEqual([7, 8]);
    expect(grown(null, read(facts(1, 3), "latest", true))).toMatchObject({ start: true, end: true, first: 1, last: 3 });
    expect(grown(null, { t: "receipts", conversation_id: C, marks: [[1, 1, 1, 0]] })).toBeNull();
    expect(grown(null, heard(fact(7, { kind: "recall", target: 2, text: null })))).toBeNull();
  });

  it("grows backwards and forwards by pages, overlapping or not", () => {
    const now = grown(null, read(facts(10, 12), "latest"), read(facts(5, 10), "before"), read(facts(13, 15), "after"));
    expect(seqs(now)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(now).toMatchObject({ first: 5, last: 15, start: false });
    expect(grown(now, read(facts(1, 4), "before", true))).toMatchObject({ first: 1, start: true });
    expect(grown(now, { ...read([], "before", true), first: 1, last: 4 })).toMatchObject({ first: 1, start: true });
  });

  it("never has a hole", () => {
    const three = grown(null, read(facts(1, 3), "latest"));
    // Too far ahead: the run begins anew there. Too far back: of no use.
    expect(seqs(grown(three, read(facts(9, 11), "latest")))).toEqual([9, 10, 11]);
    expect(seqs(grown(three, read(facts(9, 11), "after")))).toEqual([1, 2, 3]);
    expect(seqs(grown(null, read(facts(9, 11), "latest"), read(facts(1, 3), "before")))).toEqual([9, 10, 11]);
    // A fact ahead of a gap waits, and is let in when the gap is read.
    const ahead = grown(three, heard(fact(5)));
    expect(seqs(ahead)).toEqual([1, 2, 3]);
    expect(ahead?.held.map((one) => one.seq)).toEqual([5]);
    expect(seqs(grown(ahead, read([fact(4)], "after")))).toEqual([1, 2, 3, 4, 5]);
    expect(trimmed(ahead as Timeline).held).toEqual([]);
  });

  it("does not take the newest for all that happened before them", () => {
    const four = grown(null, read(facts(1, 4), "latest", true));
    // The newest come without what changes others: that 2 was taken back at 7 is read after 4.
    const newest = grown(four, read([...facts(3, 6), fact(8)], "latest"));
    expect(newest).toMatchObject({ first: 1, last: 4 });
    expect(seqs(newest)).toEqual([1, 2, 3, 4]);
  });

  it("takes back what was recalled, heard or read", () => {
    const four = grown(null, read(facts(1, 4), "latest", false, 4));
    const recall = fact(5, { kind: "recall", target: 2, text: null });
    for (const event of [heard(recall), read([recall], "after")]) {
      const now = grown(four, event);
      expect(now?.facts[1]).toMatchObject({ seq: 2, recalled: true, text: null });
      expect(now).toMatchObject({ first: 1, last: 5 });
      expect(JSON.stringify(now)).not.toContain("第 2 条");
    }
  });

  it("is not put back by a page that was overtaken", () => {
    const taken = grown(null, heard(fact(9)), heard(fact(10, { kind: "recall", target: 9, text: null })));
    const late = grown(taken, read([fact(8), fact(9)], "before", true, 9));
    expect(late?.facts).toMatchObject([{ seq: 9, recalled: true }]);
  });

  it("learns the counts of one's own messages, and what one put on others'", () => {
    const own = fact(1, { sender_id: ME, delivered: 3 });
    const now = grown(null, heard(own), { t: "receipts", conversation_id: C, marks: [[1, 2, 3, 1]] });
    expect(now?.facts[0]).toMatchObject({ confirmed: 2, delivered: 3, handled: 1 });
    const favourite = grown(now, { t: "own", conversation_id: C, seq: 1, favourite: true, votes: null });
    expect(favourite?.facts[0]?.favourite).toBe(true);
  });

  it("keeps the newest only", () => {
    expect(KEPT_FACTS).toBe(500);
    const now = trimmed(run(facts(1, KEPT_FACTS + 30)));
    expect([now.facts.length, now.first, now.last, now.start]).toEqual([KEPT_FACTS, 31, KEPT_FACTS + 30, false]);
    expect(trimmed(run(facts(1, 3))).start).toBe(true);
  });

  it("is written in bundles, and of those only what changed", () => {
    const was = run(facts(1, 120));
    expect([...bundles(was).keys()]).toEqual([0, 1, 2]);
    const now = grown(was, heard(fact(121))) as Timeline;
    expect(changes(was, now).put.map(([number]) => number)).toEqual([2]);
    const recalled = grown(was, heard(fact(121, { kind: "recall", target: 3, text: null }))) as Timeline;
    expect(changes(was, recalled).put.map(([number]) => number)).toEqual([0]);
    expect(changes(was, { ...now, facts: now.facts.slice(TOGETHER) }).gone).toEqual([0]);
    expect(changes(null, was).put).toHaveLength(3);
  });

  it("hears of its conversation, and of no window in the past", () => {
    expect(isRunEvent(heard(fact(1)))).toBe(true);
    expect(isRunEvent({ ...read([], "latest"), where: "window" })).toBe(false);
    expect(isRunEvent({ t: "gone", conversation_id: C })).toBe(false);
  });

  it("equals the end of the truth, however it was heard", () => {
    // The same numbers each time, that look like chance.
    let state = 7;
    const die = (sides: number) => {
      state = (state * 1664525 + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * sides);
    };
    for (let round = 0; round < 40; round += 1) {
      const all: Fact[] = [];
      const taken = new Set<number>();
      // As the server has them now: a text that was taken back has no words left, in whichever page it stands.
      const stored = (from: number) =>
        all
          .filter((one) => one.seq >= from)
          .map((one) => (taken.has(one.seq) ? { ...one, recalled: true, text: null } : one));
      const shown = (from: number) => stored(from).filter((one) => one.kind === "text");
      const page = (where: "latest" | "before" | "after", from: number, to: number, some: Fact[]): PageEvent => ({
        ...read(some, where, where !== "after" && from === 1, all.length),
        first: from,
        last: to,
      });
      let now: Timeline | null = null;
      const catchUp = () => {
        const from = (now?.last ?? 0) + 1;
        if (now !== null) now = grown(now, page("after", from, all.length, stored(from)));
      };
      for (let step = 0; step < 60; step += 1) {
        const seq = all.length + 1;
        const target = die(4) === 0 && seq > 3 ? 1 + die(seq - 1) : 0;
        const recall = target > 0 && all[target - 1]?.kind === "text" && !taken.has(target);
        const said = recall ? fact(seq, { kind: "recall", target, text: null }) : fact(seq);
        all.push(said);
        if (recall) taken.add(target);
        // One in six is not heard: the device was away.
        if (die(6) > 0) now = grown(now, heard(said));
        if (die(8) === 0) catchUp();
        if (die(15) === 0) now = grown(now, page("latest", Math.max(1, seq - 9), seq, shown(Math.max(1, seq - 9))));
      }
      catchUp();
      const told = ({ seq, recalled, text }: Fact) => ({ seq, recalled, text });
      const end = now as Timeline | null;
      expect(end?.facts.map(told)).toEqual(shown(end?.first ?? 1).map(told));
    }
  });
});

describe("what to read next", () => {
  const head = (first: number, last: number, start = false): Head => headOf(run(facts(first, last), start), {});

  it.each([
    ["nothing of a conversation nobody has spoken in", undefined, 0, null],
    ["the newest where nothing is kept", undefined, 9, "latest"],
    ["what was missed", head(1, 5, true), 9, { after: 5 }],
    ["the newest where too much was missed", head(1, 5, true), 6 + KEPT_FACTS, "latest"],
    ["further back, until as much is there as is kept", head(50, 60), 60, { before: 50 }],
    ["nothing more at the beginning", head(1, 60, true), 60, null],
    ["nothing more when as much is there as is kept", head(100, 99 + KEPT_FACTS), 99 + KEPT_FACTS, null],
  ])("%s", (_, known, lastSeq, next) => expect(wanted(known, lastSeq)).toEqual(next));

  it("gives up the longest still when there is no room", () => {
    const sized = (bytes: number): Head => ({ ...head(1, 2), sizes: { 0: bytes } });
    const heads = new Map([
      ["old", sized(60)],
      ["new", sized(60)],
      ["gone", sized(10)],
    ]);
    expect(bytesOf(sized(60))).toBe(60);
    expect(surplus(heads, ["new", "old"], 100)).toEqual(["old", "gone"]);
    expect(surplus(heads, ["new", "old"], 1_000)).toEqual([]);
  });
});

describe("a start with what was kept", () => {
  const conversation = (id: string, more: Partial<Conversation> = {}) =>
    ({
      id,
      last_seq: 3,
      read_seq: 3,
      unread: 0,
      mentioned: false,
      pinned: false,
      updated_at: "2026",
      ...more,
    }) as Conversation;
  const outgoing = (client_id: string, sent_at: string): Outgoing => ({
    client_id,
    conversation_id: C,
    text: client_id,
    mentions: [],
    reply_to: null,
    sent_at,
    state: "sending",
    why: null,
  });
  const then = (state: ChatState, ...events: ChatEvent[]) => events.reduce(reduce, state);

  it("shows it until the server has spoken", () => {
    const kept: ChatEvent = { t: "kept", conversations: [conversation(C)], people: { a: { name: "何川" } } };
    const shown = then(emptyChat(ME), kept);
    expect(shown).toMatchObject({ kept: true, ready: false, people: { a: { name: "何川" } } });
    // One was removed from it meanwhile: the snapshot has it no longer, be it the whole list or the last page of it.
    const snapshot = { t: "snapshot" as const, conversations: [conversation("c2")], people: {} };
    const whole = then(shown, { ...snapshot, next: null });
    expect([Object.keys(whole.conversations), whole.kept, whole.ready]).toEqual([["c2"], false, true]);
    const first = then(shown, { ...snapshot, next: "cursor" });
    expect([[...first.doubtful], first.kept, first.ready]).toEqual([[C], false, true]);
    const last = then(first, { t: "list_page", conversations: [conversation("c3")], next: null, meanwhile: [] });
    expect(Object.keys(last.conversations)).toEqual(["c2", "c3"]);
  });

  it("is as long as a device keeps, however many conversations there are", () => {
    const place = (number: number): [string, Conversation] => [
      `c${number}`,
      conversation(`c${number}`, { updated_at: `${2_000 + number}` }),
    ];
    const kept = keptOf(
      Object.fromEntries(Array.from({ length: KEPT_CONVERSATIONS + 30 }, (_, number) => place(number))),
    );
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([KEPT_CONVERSATIONS, "c529", "c30"]);
  });

  it("never over what the server said", () => {
    const fresh = then(emptyChat(ME), { t: "snapshot", conversations: [conversation(C)], next: null, people: {} });
    const late = then(fresh, { t: "kept", conversations: [conversation("old")], people: { a: { name: "何川" } } });
    expect([Object.keys(late.conversations), late.kept, late.people.a?.name]).toEqual([[C], false, "何川"]);
  });

  it("puts what was not sent in the order of writing, each once", () => {
    const state = then(
      emptyChat(ME),
      { t: "queued", outgoing: outgoing("2", "2026-01-02") },
      {
        t: "restored",
        outgoing: [outgoing("1", "2026-01-01"), outgoing("2", "2026-01-02"), outgoing("3", "2026-01-03")],
      },
      { t: "restored", outgoing: [outgoing("1", "2026-01-01")] },
    );
    expect(state.outgoing[C]?.map((one) => one.client_id)).toEqual(["1", "2", "3"]);
  });
});
