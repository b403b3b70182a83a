/** More conversations than a page of the list holds: what is not listed yet is missed by nothing that happens. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Conversation, WireConversation, WireFact } from "../calls";
import { badgeOf } from "../notify/decide";
import { chat, whenChanged } from "./chat";
import type { ChatEvent } from "./events";
import { loadMoreConversations, startListing } from "./listing";
import { receive } from "./receiving";
import { reduce } from "./reduce";
import { type ChatState, emptyChat, ordered } from "./state";

const ME = "me";
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 12, 6, 0, seconds)).toISOString();

function place(number: number, more: Partial<Conversation> = {}): Conversation {
  return {
    id: `c${number}`,
    kind: "group",
    name: `群${number}`,
    realm_id: "o",
    organisation_id: "o",
    department_id: null,
    owner_id: "a",
    members: 3,
    last_seq: 1,
    read_seq: 1,
    unread: 0,
    mentioned: false,
    pinned: false,
    muted: false,
    open: true,
    peer: null,
    last: null,
    recall_within: 120,
    edit_within: 120,
    draft: null,
    updated_at: at(1_000 - number),
    role: "member",
    admins: 0,
    settings: null,
    silenced_until: null,
    announcement: null,
    requests: 0,
    ends_at: null,
    ...more,
  };
}

const wire = (one: Conversation) => ({ ...one, last: null }) as WireConversation;

function said(id: string, seq: number, more: Partial<WireFact> = {}) {
  return {
    t: "message",
    conversation_id: id,
    seq,
    kind: "text",
    at: at(2_000 + seq),
    sender_id: "a",
    text: "在吗",
    ...more,
  };
}

/** A server of our own: what it has, what was asked of it, and answers that wait until they are let go. */
class Server {
  all = new Map<string, Conversation>();
  asked: string[] = [];
  answers: (() => void)[] = [];
  held = false;
  refuse: string | null = null;

  put(...some: Conversation[]): void {
    for (const one of some) this.all.set(one.id, one);
  }

  page(after: string | null, limit = 3) {
    const rest = ordered(Object.fromEntries(this.all));
    const from = after === null ? 0 : Number(after);
    const items = rest.slice(from, from + limit).map(wire);
    return { items, next: rest.length > from + limit ? String(from + limit) : null, people: {} };
  }

  snapshot() {
    const { items, next, people } = this.page(null);
    return { t: "snapshot", conversations: items, next, people };
  }

  fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    this.asked.push(url.pathname + url.search);
    if (this.refuse !== null) return answer({ code: this.refuse }, 503);
    const body = this.answerTo(url);
    if (this.held) await new Promise<void>((go) => this.answers.push(go));
    return body === null ? answer({ code: "not_found" }, 404) : answer(body, 200);
  };

  /** As it is when it is asked, however late the answer comes. */
  private answerTo(url: URL): unknown {
    if (url.pathname.endsWith("/people")) return { people: {} };
    if (url.pathname === "/api/conversations") return this.page(url.searchParams.get("after"));
    const one = this.all.get(url.pathname.split("/").at(-1) ?? "");
    return one ? wire(one) : null;
  }

  async letGo(): Promise<void> {
    await settled();
    for (const go of this.answers.splice(0)) go();
    await settled();
  }
}

const answer = (body: unknown, status: number) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** Promises of a few steps. */
async function settled(): Promise<void> {
  for (let step = 0; step < 30; step += 1) await vi.advanceTimersByTimeAsync(0);
}

let server: Server;
let heard: ChatEvent[] = [];
startListing();
whenChanged((event) => heard.push(event));

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  chat.set(emptyChat(ME));
  heard = [];
  server.put(...Array.from({ length: 8 }, (_, number) => place(number)));
});

afterEach(() => {
  // Ends what reads on.
  chat.set({ ...emptyChat(ME), next: null });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ids = () => ordered(chat.get().conversations).map((one) => one.id);
const all = () => [...server.all.keys()].sort();
const singles = () => server.asked.filter((path) => /conversations\/c\d+$/.test(path));

describe("the list", () => {
  it("is read on to its end in the background, a page at a time", async () => {
    receive(server.snapshot());
    expect(ids()).toEqual(["c0", "c1", "c2"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ids()).toEqual(all());
    expect(server.asked).toEqual(["/api/conversations?after=3", "/api/conversations?after=6"]);
    expect(chat.get().next).toBeNull();
  });

  it("comes at once where one scrolls, once for all who ask", async () => {
    receive(server.snapshot());
    await Promise.all([loadMoreConversations(), loadMoreConversations()]);
    expect(ids()).toHaveLength(6);
    expect(server.asked).toHaveLength(1);
  });

  it("is tried again where the server does not answer", async () => {
    receive(server.snapshot());
    server.refuse = "unavailable";
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked.length).toBeLessThan(4);
    server.refuse = null;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ids()).toEqual(all());
  });

  it("counts on badges what is unread on any page", async () => {
    server.put(place(2, { unread: 1 }), place(7, { unread: 4 }));
    receive(server.snapshot());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(badgeOf(chat.get(), true)).toBe(5);
  });

  it("after a gap is what the server says, for every page: changed, new, and gone", async () => {
    receive(server.snapshot());
    await vi.advanceTimersByTimeAsync(5_000);
    server.put(place(5, { muted: true }), place(7, { unread: 2, last_seq: 3 }), place(9));
    server.all.delete("c6");
    receive(server.snapshot());
    expect(ids(), "what is in doubt stays until it is known to be gone").toContain("c6");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ids()).toEqual(all());
    expect(chat.get().conversations.c5?.muted).toBe(true);
    expect(badgeOf(chat.get(), true)).toBe(2);
    expect(chat.get().doubtful.size).toBe(0);
  });

  it("begins anew with a snapshot: a page of the one before is dropped", async () => {
    receive(server.snapshot());
    server.held = true;
    const page = loadMoreConversations();
    await settled();
    server.put(place(20, { updated_at: at(9_000) }));
    receive(server.snapshot());
    await server.letGo();
    await page;
    expect(chat.get().next).toBe("3");
    expect(ids()).toEqual(["c20", "c0", "c1", "c2"]);
  });

  it("keeps what happens while a page is on its way", async () => {
    server.put(place(3, { unread: 2, read_seq: 0, last_seq: 2 }));
    receive(server.snapshot());
    server.held = true;
    const page = loadMoreConversations();
    await settled();
    // Read before all this, the page comes after it.
    receive({ t: "read", conversation_id: "c3", seq: 2, unread: 0, mentioned: false });
    receive({ t: "draft", conversation_id: "c4", draft: { text: "还没写完", reply_to: null, at: at(1) } });
    receive({ t: "conversation", ...wire(place(5, { muted: true, pinned: true })) });
    receive({ t: "gone", conversation_id: "c0" });
    await server.letGo();
    await page;
    const { c0, c3, c4, c5 } = chat.get().conversations;
    expect([c0, c3?.unread, c4?.draft?.text, c5?.muted]).toEqual([undefined, 0, "还没写完", true]);
  });
});

describe("a fact of a conversation that is not listed", () => {
  function moved(id: string, seq: number, more: Partial<Conversation> = {}): void {
    const was = server.all.get(id) as Conversation;
    server.put({ ...was, last_seq: seq, unread: was.unread + 1, updated_at: at(2_000 + seq), ...more });
  }

  it("brings it into the list, once, and rings", async () => {
    receive(server.snapshot());
    server.held = true;
    moved("c7", 2);
    receive(said("c7", 2));
    expect(chat.get().conversations.c7).toBeUndefined();
    receive(said("c7", 3, { mentions: [ME] }));
    expect(heard.filter((event) => event.t === "message")).toEqual([]);
    await server.letGo();
    expect(ids()[0]).toBe("c7");
    // The second was said after it was read.
    expect(chat.get().conversations.c7).toMatchObject({ unread: 2, last_seq: 3, mentioned: true });
    expect(heard.filter((event) => event.t === "message")).toHaveLength(2);
    expect(singles()).toEqual(["/api/conversations/c7"]);
    receive(said("c7", 4));
    expect(chat.get().conversations.c7?.unread).toBe(3);
    expect(singles()).toHaveLength(1);
  });

  it("is in the order of what else comes for it", async () => {
    receive(server.snapshot());
    server.held = true;
    moved("c7", 2);
    receive(said("c7", 2));
    receive({ t: "read", conversation_id: "c7", seq: 2, unread: 0, mentioned: false });
    receive({ t: "draft", conversation_id: "c7", draft: { text: "好的", reply_to: null, at: at(3) } });
    await server.letGo();
    expect(chat.get().conversations.c7).toMatchObject({ unread: 0, read_seq: 2, draft: { text: "好的" } });
  });

  it("asks again where the server does not answer, and lets go of what is gone", async () => {
    chat.set(reduce(emptyChat(ME), { ...server.snapshot(), next: null } as unknown as ChatEvent));
    server.refuse = "unavailable";
    moved("c7", 2);
    receive(said("c7", 2));
    await vi.advanceTimersByTimeAsync(500);
    expect(chat.get().conversations.c7).toBeUndefined();
    server.refuse = null;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(chat.get().conversations.c7?.unread).toBe(1);
    receive(said("c99", 5));
    await settled();
    expect(chat.get().conversations.c99).toBeUndefined();
    receive({ t: "gone", conversation_id: "c6" });
    server.held = true;
    receive(said("c6", 5));
    receive({ t: "gone", conversation_id: "c6" });
    expect(heard.at(-1)).toMatchObject({ t: "gone" });
  });

  it("is counted once when its page, a snapshot or the conversation itself comes first", async () => {
    receive(server.snapshot());
    server.held = true;
    moved("c7", 2);
    receive(said("c7", 2));
    receive({ t: "conversation", ...wire(server.all.get("c7") as Conversation) });
    expect(chat.get().conversations.c7?.unread).toBe(1);
    moved("c6", 2);
    receive(said("c6", 2));
    receive(server.snapshot());
    expect(chat.get().conversations.c6?.unread).toBe(1);
    await server.letGo();
    expect([chat.get().conversations.c7?.unread, chat.get().conversations.c6?.unread]).toEqual([1, 1]);
  });

  it("asks for one that is known from before a gap, whose facts may lack nothing while the rest of it does", async () => {
    receive(server.snapshot());
    await vi.advanceTimersByTimeAsync(5_000);
    server.put(place(7, { muted: true }));
    receive(server.snapshot());
    moved("c7", 2);
    receive(said("c7", 2));
    await settled();
    expect(chat.get().conversations.c7).toMatchObject({ muted: true, unread: 1 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ids()).toEqual(expect.arrayContaining(all()));
  });
});

describe("what a device kept", () => {
  const kept = (state: ChatState) => reduce(state, { t: "kept", conversations: [place(6), place(50)], people: {} });

  it("stays until the list has come to it, and goes where the list does not name it", async () => {
    chat.set(kept(emptyChat(ME)));
    receive(server.snapshot());
    expect(ids()).toEqual(expect.arrayContaining(["c6", "c50"]));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ids()).toEqual(all());
  });
});
