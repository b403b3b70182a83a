/** Where no socket tells of anything: what one sends stands where it was said, and what was said before it stands above. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Conversation, WireFact } from "../calls";
import { chat, dispatch, loadLatest } from "./chat";
import { send } from "./sending";
import { emptyChat } from "./state";

const ME = "me";
const C = "c1";

/** What was said, what is asked, and answers that wait until they are let go. */
class Server {
  facts: WireFact[] = [];
  asked: string[] = [];
  refuse: (() => Response) | null = null;
  /** Tells nobody of more than this. */
  blind: number | null = null;
  private gate: Promise<void> | null = null;
  letGo: () => void = () => undefined;

  say(sender: string, text: string, more: Partial<WireFact> = {}): WireFact {
    const seq = this.facts.length + 1;
    const at = new Date(Date.UTC(2026, 0, 12, 6, 0, seq)).toISOString();
    const fact = { conversation_id: C, seq, kind: "text", at, sender_id: sender, text, delivered: 1, ...more };
    this.facts.push(fact as WireFact);
    return fact as WireFact;
  }

  /** From here on pages are answered as they are when asked for, and arrive when they are let go. */
  hold(): void {
    this.gate = new Promise((go) => {
      this.letGo = () => {
        this.gate = null;
        go();
      };
    });
  }

  fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.pathname.endsWith("/people")) return Response.json({ people: {} });
    if (request.method === "POST") {
      const { text, client_id } = await request.json();
      return Response.json(this.say(ME, text, { client_id }));
    }
    this.asked.push(url.search);
    if (this.refuse) return this.refuse();
    const after = Number(url.searchParams.get("after") ?? 0);
    const last = this.blind ?? this.facts.length;
    const items = this.facts.filter((fact) => fact.seq > after && fact.seq <= last);
    const page = { items, people: {}, more: false, first: after + 1, last, as_of: last };
    await this.gate;
    return Response.json(page);
  };
}

let server: Server;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  chat.set(emptyChat(ME));
  server.say("a", "在不在");
  const known = { id: C, last_seq: 1, read_seq: 0, unread: 1, last: null } as unknown as Conversation;
  dispatch({ t: "snapshot", conversations: [known], next: null, people: {} });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const draft = (text: string) => ({ text, mentions: [], reply_to: null });
const shown = () => chat.get().timelines[C]?.facts.map((fact) => fact.text);
const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("sent before the first page has come, it follows the page", async () => {
  server.hold();
  const opened = loadLatest(C);
  await passes(0);
  send(C, draft("我在"));
  await passes(0);
  expect(chat.get().outgoing[C]).toEqual([]);
  server.letGo();
  await opened;
  await passes(0);
  expect(shown()).toEqual(["在不在", "我在"]);
});

it("sent behind what nobody told of, it brings what stands before it", async () => {
  await loadLatest(C);
  server.say("a", "人呢");
  send(C, draft("我在"));
  await passes(0);
  expect(shown()).toEqual(["在不在", "人呢", "我在"]);
});

const lost = () => {
  throw new TypeError("Failed to fetch");
};
const tooMany = () => Response.json({ code: "too_many" }, { status: 429, headers: { "Retry-After": "9" } });

it.each([
  ["the line breaks", lost, 5_000],
  ["the server asks for patience", tooMany, 10_000],
])("what is missing is asked for again, not at once, when %s", async (_, refusal, within) => {
  await loadLatest(C);
  server.say("a", "人呢");
  server.refuse = refusal;
  server.asked = [];
  send(C, draft("我在"));
  await passes(3_000);
  expect(server.asked).toEqual(["?after=1&limit=100"]);
  server.refuse = null;
  await passes(within - 3_000);
  expect(shown()).toEqual(["在不在", "人呢", "我在"]);
  expect(server.asked).toHaveLength(2);
});

it("what does not come, though it is answered, is not asked for without end", async () => {
  await loadLatest(C);
  server.blind = 1;
  server.asked = [];
  server.say("a", "人呢");
  send(C, draft("我在"));
  await passes(60_000);
  expect(server.asked.length).toBeLessThan(3);
});
