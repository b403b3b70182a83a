/** What a device keeps equals the end of what the server would tell, whatever it heard and in which pieces. */
import { describe, expect, it } from "vitest";
import type { Conversation, Fact, WireFact } from "../calls";
import { recalled } from "../model/changes";
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
  KEPT_FACTS,
  type RunEvent,
  surplus,
  TOGETHER,
  trimmed,
  wanted,
} from "./runs";

const ME = "me";
const C = "c1";

function fact(seq: number, more: Partial<WireFact> = {}): Fact {
  const at = new Date(Date.UTC(2026, 0, 12, 6, 0, seq)).toISOString();
  return factOf({ conversation_id: C, seq, kind: "text", at, sender_id: "a", text: `第 ${seq} 条`, ...more }, ME);
}

const facts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => fact(from + index));
const heard = (one: Fact): RunEvent => ({ t: "message", ...one });

function read(some: Fact[], where: "latest" | "before" | "after", start = false): RunEvent {
  const [first, last] = [some[0]?.seq ?? 1, some.at(-1)?.seq ?? 0];
  return { t: "page", conversation_id: C, where, facts: some, first, last, people: {}, start, end: true };
}

function whole(some: Fact[], more: Partial<Timeline> = {}): Timeline {
  const [first, last] = [some[0]?.seq ?? 1, some.at(-1)?.seq ?? 0];
  return { facts: some, first, last, start: true, end: true, held: [], ...more };
}

/** Without what only this device knows: as of when. */
const plain = (some: Fact[] | undefined) => some?.map(({ as_of: _, ...rest }) => rest);

function grown(run: Timeline | null, ...events: RunEvent[]): Timeline | null {
  return events.reduce<Timeline | null>((now, event) => afterEvent(now, event, ME), run);
}

const seqs = (run: Timeline | null) => run?.facts.map((one) => one.seq);

describe("a kept run", () => {
  it("begins with whatever is heard or read first", () => {
    expect(seqs(grown(null, heard(fact(7)), heard(fact(8))))).toEqual([7, 8]);
    expect(grown(null, read(facts(1, 3), "latest", true))).toMatchObject({ start: true, end: true });
    expect(grown(null, { t: "receipts", conversation_id: C, marks: [[1, 1, 1, 0]] })).toBeNull();
  });

  it("grows backwards and forwards by pages, overlapping or not", () => {
    const run = grown(null, read(facts(10, 12), "latest"), read(facts(5, 10), "before"), read(facts(12, 15), "after"));
    expect(seqs(run)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(run?.start).toBe(false);
    expect(grown(run, read(facts(1, 4), "before", true))?.start).toBe(true);
    expect(grown(run, { ...read([], "before", true), first: 1, last: 4 } as RunEvent)?.start).toBe(true);
  });

  it("never has a hole", () => {
    const run = grown(null, read(facts(1, 3), "latest"));
    // Too far ahead: the run begins anew there. Too far back: of no use.
    expect(seqs(grown(run, read(facts(9, 11), "latest")))).toEqual([9, 10, 11]);
    expect(seqs(grown(null, read(facts(9, 11), "latest"), read(facts(1, 3), "before")))).toEqual([9, 10, 11]);
    // A fact ahead of a gap waits, and is let in when the gap is read.
    const ahead = grown(run, heard(fact(5)));
    expect(seqs(ahead)).toEqual([1, 2, 3]);
    expect(ahead?.held.map((one) => one.seq)).toEqual([5]);
    expect(seqs(grown(ahead, read([fact(4)], "after")))).toEqual([1, 2, 3, 4, 5]);
    expect(trimmed(ahead as Timeline).held).toEqual([]);
  });

  it("takes back what was recalled, heard or read", () => {
    const run = grown(null, read(facts(1, 4), "latest"));
    const recall = fact(5, { kind: "recall", target: 2, text: null });
    for (const event of [heard(recall), read([recall], "after")]) {
      const now = grown(run, event);
      expect(now?.facts[1]).toMatchObject({ seq: 2, recalled: true, text: null });
      expect(JSON.stringify(now)).not.toContain("第 2 条");
    }
  });

  it("learns the counts of one's own messages", () => {
    const own = fact(1, { sender_id: ME, delivered: 3 });
    const run = grown(null, heard(own), { t: "receipts", conversation_id: C, marks: [[1, 2, 3, 0]] });
    expect(run?.facts[0]).toMatchObject({ confirmed: 2, delivered: 3 });
  });

  it("keeps the newest only", () => {
    const long = whole(facts(1, KEPT_FACTS + 30));
    const run = trimmed(long);
    expect([run.facts.length, run.facts[0]?.seq, run.start]).toEqual([KEPT_FACTS, 31, false]);
    expect(trimmed(whole(facts(1, 3))).start).toBe(true);
  });

  it("is written in bundles, and of those only what changed", () => {
    const was = whole(facts(1, 120));
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
    const window: ChatEvent = { ...read([], "latest"), where: "window" } as ChatEvent;
    expect(isRunEvent(window)).toBe(false);
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
      const truth = (from: number, to: number) =>
        all.slice(from - 1, to).map((one) => ({ ...(taken.has(one.seq) ? recalled(one) : one), as_of: all.length }));
      let run: Timeline | null = null;
      for (let step = 0; step < 60; step += 1) {
        const seq = all.length + 1;
        const target = die(5) === 0 && seq > 3 ? 1 + die(seq - 1) : 0;
        const recallable = target > 0 && all[target - 1]?.kind === "text" && !taken.has(target);
        const said = recallable ? fact(seq, { kind: "recall", target, text: null }) : fact(seq);
        all.push(said);
        if (recallable) taken.add(target);
        // One in six is not heard: the device was away.
        if (die(6) > 0) run = grown(run, heard(said));
        if (run !== null && die(8) === 0) run = grown(run, read(truth(run.last + 1, seq), "after"));
        if (die(15) === 0) run = grown(run, read(truth(Math.max(1, seq - 9), seq), "latest", seq <= 10));
      }
      run = grown(run, read(truth((run?.last ?? 0) + 1, all.length), "after"));
      const shown = truth(run?.first ?? 1, all.length).filter((one) => one.kind !== "recall");
      expect(plain(run?.facts)).toEqual(plain(shown));
    }
  });
});

describe("what to read next", () => {
  const head = (first: number, last: number, start = false): Head => headOf(whole(facts(first, last), { start }), {});

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
    // One was removed from it meanwhile: the snapshot has it no longer, be it the whole list or its first page.
    for (const next of [null, "cursor"]) {
      const fresh = then(shown, { t: "snapshot", conversations: [conversation("c2")], next, people: {} });
      expect([Object.keys(fresh.conversations), fresh.kept, fresh.ready]).toEqual([["c2"], false, true]);
    }
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
