/** snapshot + events = a fresh read: a small server of our own tells the truth, devices follow it as they may. */
import { describe, expect, it } from "vitest";
import { type Conversation, type Fact, SAID, UNSHOWN, type WireFact } from "../calls";
import { recalled } from "./changes";
import type { ChatEvent } from "./events";
import { govern, governedOf } from "./governing.fixture";
import { reduce } from "./reduce";
import { type ChatState, emptyChat, gaps, ordered } from "./state";
import { bare, factOf } from "./wire";

const ME = "me";
const C = "c1";

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

class Server {
  facts: Fact[] = [];
  readSeq = 0;
  confirmed = new Map<number, number>();

  say(fields: Partial<WireFact>): Fact {
    const seq = this.facts.length + 1;
    const at = new Date(Date.UTC(2026, 0, 12, 6, 0, seq)).toISOString();
    const fact = factOf({ conversation_id: C, seq, kind: "text", at, delivered: 3, ...fields }, ME);
    this.facts.push(fact);
    return fact;
  }

  recall(target: number): Fact {
    const sender = this.facts[target - 1]?.sender_id ?? null;
    return this.say({ kind: "recall", target, sender_id: sender });
  }

  /** Whoever wrote an announcement is erased: it is taken down, and its words are taken back, by nobody. */
  erase({ seq: target }: Fact): ChatEvent[] {
    const above = this.conversation().announcement?.seq === target;
    const kinds = above ? (["withdrawn", "recall"] as const) : (["recall"] as const);
    return kinds.map((kind) => ({ t: "message", ...this.say({ kind, target, sender_id: null }) }));
  }

  /** What somebody put on a message, and took back again, in the order in which emoji came first. */
  private reactions(seq: number): Fact["reactions"] {
    const people = new Map<string, Set<string>>();
    for (const { kind, target, emoji, on, sender_id } of this.facts) {
      if (kind !== "reaction" || target !== seq || emoji === null || sender_id === null) continue;
      const now = people.get(emoji) ?? new Set();
      if (on) now.add(sender_id);
      else now.delete(sender_id);
      if (now.size > 0) people.set(emoji, now);
      else people.delete(emoji);
    }
    return [...people].map(([emoji, who]) => ({ emoji, count: who.size, mine: who.has(ME) }));
  }

  private gone(seq: number): boolean {
    return this.facts.some((fact) => fact.kind === "recall" && fact.target === seq);
  }

  private shown(fact: Fact): Fact {
    const now = { ...fact, as_of: this.facts.length };
    if (fact.sender_id === ME) now.confirmed = this.confirmed.get(fact.seq) ?? 0;
    const reply = fact.reply_to;
    if (reply) {
      const edited = this.facts.findLast((one) => one.kind === "edit" && one.target === reply.seq);
      const text = this.gone(reply.seq) ? null : (edited?.text ?? reply.text);
      now.reply_to = { ...reply, text, carries: null };
    }
    if (this.gone(fact.seq)) return { ...now, ...recalled(now) };
    if (fact.kind !== "text") return now;
    const edited = this.facts.findLast((one) => one.kind === "edit" && one.target === fact.seq);
    if (edited) Object.assign(now, { text: edited.text, mentions: edited.mentions, edited_at: edited.at });
    now.reactions = this.reactions(fact.seq);
    return now;
  }

  private replies(seq: number): number {
    return this.facts.filter((fact) => fact.thread === seq && !this.gone(fact.seq)).length;
  }

  /** What a fresh read of the facts gives: after a position all of them, else without those that only change others. */
  read(after = 0, before = Number.POSITIVE_INFINITY, all = false): Fact[] {
    return this.facts
      .filter((fact) => fact.seq > after && fact.seq < before && (all || !UNSHOWN.has(fact.kind)))
      .map((fact) => ({ ...this.shown(fact), replies: this.replies(fact.seq) }));
  }

  conversation(): Conversation {
    const facts = this.read();
    const open = facts.filter((f) => SAID.has(f.kind) && f.seq > this.readSeq && f.sender_id !== ME && !f.recalled);
    const last = facts.at(-1) ?? null;
    return {
      id: C,
      kind: "group",
      name: facts.findLast((fact) => fact.kind === "renamed")?.name ?? "教务处",
      realm_id: "o",
      organisation_id: "o",
      department_id: null,
      owner_id: facts.some((fact) => fact.kind === "owner")
        ? (facts.findLast((fact) => fact.kind === "owner")?.subjects[0] ?? null)
        : "a",
      members: this.facts.findLast((fact) => fact.members !== null)?.members ?? 4,
      last_seq: this.facts.length,
      read_seq: this.readSeq,
      unread: Math.min(100, open.length),
      mentioned: open.some((fact) => fact.mentions.includes(ME) || fact.mentions.includes("all")),
      pinned: false,
      muted: false,
      peer: null,
      last: last && bare({ ...last, replies: 0 }),
      draft: null,
      edit_within: 120,
      recall_within: 120,
      ...governedOf(this.facts, ME),
      updated_at: last?.at ?? "",
    };
  }
}

function run(state: ChatState, events: ChatEvent[]): ChatState {
  return events.reduce(reduce, state);
}

function fresh(server: Server): ChatState {
  return run(emptyChat(ME), [
    { t: "snapshot", conversations: [server.conversation()], next: null, people: {} },
    page("latest", server, true, true),
  ]);
}

type Where = "latest" | "window" | "before" | "after";

/** A page of what the server has between two positions, neither included. */
function page(where: Where, server: Server, start: boolean, end: boolean, after = 0, before?: number): ChatEvent {
  const facts = server.read(after, before, where === "after");
  const last = before === undefined ? server.facts.length : before - 1;
  return { t: "page", conversation_id: C, where, facts, first: after + 1, last, people: {}, start, end };
}

/** Facts without what only this device knows of them. */
function plain(facts: Fact[] | undefined) {
  return facts?.map(({ as_of: _, ...fact }) => fact);
}

function plainList(state: ChatState) {
  return Object.values(state.conversations).map((one) => ({ ...one, last: plain(one.last ? [one.last] : []) }));
}

/** One random act on the server, and the events a device hears of it. */
function act(server: Server, roll: (sides: number) => number): ChatEvent[] {
  const sender = ["a", "b", ME][roll(3)] as string;
  const last = server.facts.length;
  const said = server.read().filter((fact) => fact.kind === "text" && !fact.recalled);
  const target = said[roll(Math.max(1, said.length))];
  if (roll(4) === 0) return govern(server, roll, [sender, ME]);
  switch (roll(14)) {
    case 9:
    case 10: {
      const own = target?.reactions.find((one) => one.emoji === "👍");
      if (!target || sender !== ME) {
        if (!target) return [];
        const emoji = ["👍", "🎉"][roll(2)] as string;
        const on = !server.facts
          .filter((one) => one.kind === "reaction" && one.target === target.seq && one.emoji === emoji)
          .findLast((one) => one.sender_id === sender)?.on;
        return [
          { t: "message", ...server.say({ kind: "reaction", target: target.seq, emoji, on, sender_id: sender }) },
        ];
      }
      const on = !own?.mine;
      return [
        { t: "message", ...server.say({ kind: "reaction", target: target.seq, emoji: "👍", on, sender_id: ME }) },
      ];
    }
    case 11: {
      if (!target) return [];
      const change = { kind: "edit" as const, target: target.seq, text: `改${last}`, sender_id: target.sender_id };
      return [{ t: "message", ...server.say({ ...change, mentions: roll(3) === 0 ? [ME] : [] }) }];
    }
    case 12: {
      const announced = server.read().filter((fact) => fact.kind === "announced" && !fact.recalled);
      const one = announced[roll(Math.max(1, announced.length))];
      return one ? server.erase(one) : [];
    }
    case 0: {
      return target ? [{ t: "message", ...server.recall(target.seq) }] : [];
    }
    case 1:
      return [{ t: "message", ...server.say({ kind: "renamed", name: `群${last}`, sender_id: sender }) }];
    case 2:
      return [
        {
          t: "message",
          ...server.say({ kind: "joined", subjects: ["n"], count: 1, members: 4 + roll(9), sender_id: sender }),
        },
      ];
    case 3:
      return [
        { t: "message", ...server.say({ kind: "owner", subjects: roll(5) === 0 ? [] : [sender], sender_id: "a" }) },
      ];
    case 4: {
      server.readSeq = Math.max(server.readSeq, roll(last + 1));
      const { unread, mentioned, read_seq } = server.conversation();
      return [{ t: "read", conversation_id: C, seq: read_seq, unread, mentioned }];
    }
    case 5: {
      const own = server.facts.filter((fact) => fact.sender_id === ME && fact.kind === "text");
      const marks = own.map((fact): [number, number, number, number] => {
        const count = Math.min(3, (server.confirmed.get(fact.seq) ?? 0) + roll(2));
        server.confirmed.set(fact.seq, count);
        return [fact.seq, count, 3, 0];
      });
      return marks.length > 0 ? [{ t: "receipts", conversation_id: C, marks }] : [];
    }
    default: {
      const mentions = roll(4) === 0 ? [ME] : [];
      const quoted = roll(2) === 0 ? target : undefined;
      const quote = quoted && { seq: quoted.seq, sender_id: quoted.sender_id, text: quoted.text, carries: null };
      const reply = { reply_to: quote ?? null, thread: quoted ? (quoted.thread ?? quoted.seq) : null };
      return [{ t: "message", ...server.say({ text: `第${last}句`, sender_id: sender, mentions, ...reply }) }];
    }
  }
}

/** A recall or an edit among the unread is settled by reading the conversation again, as the driver does. */
function settled(server: Server, state: ChatState, event: ChatEvent): ChatState {
  if (event.t !== "message" || (event.kind !== "recall" && event.kind !== "edit")) return state;
  return reduce(state, { t: "conversation", ...server.conversation() });
}

describe("snapshot + events = a fresh read", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))("follows every kind of event, seed %i", (seed) => {
    const roll = dice(seed + 1);
    const server = new Server();
    server.say({ kind: "created", subjects: ["a", "b", ME], count: 3, members: 4, sender_id: "a" });
    let device = fresh(server);
    for (let step = 0; step < 80; step += 1) {
      for (const event of act(server, roll)) {
        device = reduce(device, event);
        // Twice does no harm.
        if (roll(4) === 0) device = reduce(device, event);
        device = settled(server, device, event);
      }
      const truth = fresh(server);
      expect(plainList(device)).toEqual(plainList(truth));
      expect(plain(device.timelines[C]?.facts)).toEqual(plain(truth.timelines[C]?.facts));
    }
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))("is whole again after losing events, seed %i", (seed) => {
    const roll = dice(seed + 101);
    const server = new Server();
    server.say({ text: "早", sender_id: "a" });
    let device = fresh(server);
    for (let step = 0; step < 60; step += 1) {
      for (const event of act(server, roll)) {
        // The line breaks now and then; receipts and reads come again with the snapshot after a break.
        if (event.t === "message" && roll(3) === 0) continue;
        device = reduce(device, event);
      }
    }
    device = run(device, [{ t: "snapshot", conversations: [server.conversation()], next: null, people: {} }]);
    // Read in two pages: what the first shows is in it already when the second tells how it came about.
    for (const { from } of gaps(device)) {
      const middle = from + Math.ceil((server.facts.length - from) / 2);
      device = reduce(device, page("after", server, false, false, from, middle + 1));
      device = reduce(device, page("after", server, false, true, middle));
    }
    const truth = fresh(server);
    const said = (facts: Fact[] | undefined) => plain(facts)?.map((fact) => ({ ...fact, confirmed: 0 }));
    expect(plainList(device)).toEqual(plainList(truth));
    expect(said(device.timelines[C]?.facts)).toEqual(said(truth.timelines[C]?.facts));
    expect(gaps(device)).toEqual([]);
  });
});

describe("the loaded run", () => {
  function filled(count: number): Server {
    const server = new Server();
    for (let seq = 1; seq <= count; seq += 1) server.say({ text: `${seq}`, sender_id: "a" });
    return server;
  }
  const seqs = (state: ChatState) => state.timelines[C]?.facts.map((fact) => fact.seq);

  it("keeps what came ahead of a gap and lets it in when the gap is filled", () => {
    const server = filled(5);
    let device = fresh(server);
    server.say({ text: "6", sender_id: "a" });
    const late = server.say({ text: "7", sender_id: "a" });
    device = reduce(device, { t: "message", ...late });
    expect(seqs(device)).toEqual([1, 2, 3, 4, 5]);
    expect(gaps(device)).toEqual([{ id: C, from: 5 }]);
    device = reduce(device, page("after", server, false, false, 5, 7));
    expect(seqs(device)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(gaps(device)).toEqual([]);
  });

  it("pages upwards and downwards from a window without holes or doubles", () => {
    const server = filled(30);
    let device = fresh(server);
    device = reduce(device, page("window", server, false, false, 10, 20));
    expect(seqs(device)?.[0]).toBe(11);
    // A window in the past is not extended by what happens now.
    device = reduce(device, { t: "message", ...server.say({ text: "31", sender_id: "a" }) });
    expect(seqs(device)?.at(-1)).toBe(19);
    device = reduce(device, page("before", server, false, false, 5, 11));
    device = reduce(device, page("after", server, false, false, 19, 26));
    device = reduce(device, page("after", server, false, true, 25));
    device = reduce(device, page("before", server, true, false, 0, 6));
    expect(seqs(device)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
    expect(device.timelines[C]).toMatchObject({ start: true, end: true });
  });

  it("does not lose what arrives while the first page is on its way", () => {
    const server = filled(3);
    const read = page("latest", server, true, true);
    let device = fresh(server);
    device = reduce(device, { t: "message", ...server.say({ text: "4", sender_id: "a" }) });
    device = reduce(device, read);
    expect(seqs(device)).toEqual([1, 2, 3, 4]);
  });
});

describe("what is on its way", () => {
  const outgoing = {
    client_id: "k1",
    conversation_id: C,
    text: "好",
    mentions: [],
    reply_to: null,
    sent_at: "2026-01-12T06:00:00Z",
    state: "sending" as const,
    why: null,
  };

  it("leaves the queue when the fact is stored, whichever way it is heard of, and stands once", () => {
    const server = new Server();
    server.say({ text: "早", sender_id: "a" });
    let device = reduce(fresh(server), { t: "queued", outgoing });
    const fact = server.say({ text: "好", sender_id: ME, client_id: "k1" });
    device = reduce(device, { t: "message", ...fact });
    device = reduce(device, { t: "message", ...fact });
    expect(device.outgoing[C]).toEqual([]);
    expect(device.timelines[C]?.facts.filter((one) => one.client_id === "k1")).toHaveLength(1);
  });

  it("keeps the text of what was refused until one tries again or takes it away", () => {
    let device = reduce(emptyChat(ME), { t: "queued", outgoing });
    device = reduce(device, { t: "failed", conversation_id: C, client_id: "k1", why: "太长" });
    expect(device.outgoing[C]?.[0]).toMatchObject({ state: "failed", why: "太长", text: "好" });
    device = reduce(device, { t: "retried", conversation_id: C, client_id: "k1" });
    expect(device.outgoing[C]?.[0]).toMatchObject({ state: "sending", why: null });
    device = reduce(device, { t: "discarded", conversation_id: C, client_id: "k1" });
    expect(device.outgoing[C]).toEqual([]);
  });
});

describe("the list", () => {
  const base = new Server().conversation();
  const many = (list: Partial<Conversation>[]) =>
    Object.fromEntries(list.map((one, index) => [`${index}`, { ...base, id: `${index}`, ...one }]));

  it("puts pinned first, then the most recently moved", () => {
    const list = many([
      { updated_at: "2026-01-01" },
      { updated_at: "2026-01-03" },
      { updated_at: "2025-01-01", pinned: true },
    ]);
    expect(ordered(list).map((one) => one.id)).toEqual(["2", "1", "0"]);
  });

  it("forgets a conversation that is gone, and one a whole snapshot no longer names", () => {
    const server = new Server();
    server.say({ text: "早", sender_id: "a" });
    const device = fresh(server);
    expect(reduce(device, { t: "gone", conversation_id: C }).conversations).toEqual({});
    const empty = reduce(device, { t: "snapshot", conversations: [], next: null, people: {} });
    expect(empty.timelines).toEqual({});
  });

  it("a person who signs in sees nothing of the one before", () => {
    const server = new Server();
    server.say({ text: "早", sender_id: "a" });
    expect(reduce(fresh(server), { t: "signed_in", me: "another" })).toEqual(emptyChat("another"));
  });
});
