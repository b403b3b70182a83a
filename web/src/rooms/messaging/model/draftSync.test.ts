/** Two devices with a server between them: what one writes, the other shows; what both write, neither loses. */
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { wipeVault } from "@/app/vault/vault";
import type { Conversation, ServerDraft } from "../calls";

const said = vi.hoisted(() => ({ toast: vi.fn() }));
vi.mock("@/kit/toast", () => said);

interface Body {
  text: string;
  mentions: string[];
  reply_to: number | null;
  base: string | null;
}

/** The server in a few lines: it keeps no writing over another that its device had not seen. */
class Server {
  draft: ServerDraft | null = null;
  puts: Body[] = [];
  present = new Set(["p1", "all"]);
  recalled = new Set<number>();
  /** The line is down for reading. */
  down = false;
  missed = 0;
  private count = 0;
  devices: ((draft: ServerDraft | null) => void)[] = [];

  put(body: Body): { kept: boolean; draft: ServerDraft | null } {
    this.puts.push(body);
    if (body.base !== (this.draft?.at ?? null)) return { kept: false, draft: this.draft };
    const reply_to = body.reply_to !== null && this.recalled.has(body.reply_to) ? null : body.reply_to;
    const mentions = body.mentions.filter((one) => this.present.has(one));
    this.count += 1;
    const at = `2026-01-01T00:00:00.${String(this.count).padStart(3, "0")}Z`;
    this.draft =
      body.text.trim() === "" && reply_to === null ? null : { text: body.text.trim(), mentions, reply_to, at };
    const told = this.draft;
    for (const device of this.devices) device(told);
    return { kept: true, draft: this.draft };
  }
}

let server: Server;
vi.mock("@/app/api", () => ({
  take: (answer: unknown) => answer,
  api: {
    PUT: async (_: string, { body }: { body: Body }) => server.put(body),
    GET: async (path: string, { params }: { params: { path: { seq: number } } }) => {
      if (server.down) {
        server.missed += 1;
        throw new TypeError("Failed to fetch");
      }
      return path.endsWith("/people")
        ? { people: { p1: { name: "何川" } } }
        : { conversation_id: "c", seq: params.path.seq, kind: "text", at: "", text: "谁去？", sender_id: "p1" };
    },
  },
}));

/** One device: modules with a memory of their own. */
async function device(me = "me") {
  vi.resetModules();
  const [chat, drafts, sync] = await Promise.all([import("./chat"), import("./drafts"), import("./draftSync")]);
  chat.dispatch({ t: "signed_in", me });
  await (await import("@/app/vault/vault")).startVault(me);
  await sync.startDraftSync();
  const conversation = {
    id: "c",
    kind: "group",
    draft: server.draft,
    last_seq: 1,
    last: null,
  } as unknown as Conversation;
  chat.dispatch({
    t: "snapshot",
    conversations: [conversation],
    next: null,
    people: { p1: { name: "何川" } as never },
  });
  const hear = (draft: ServerDraft | null) => chat.dispatch({ t: "draft", conversation_id: "c", draft });
  return {
    hear,
    write: (change: object) => drafts.setDraft("c", change),
    draft: () => drafts.draftOf(drafts.drafts.get(), "c"),
    text: () => drafts.draftOf(drafts.drafts.get(), "c").text,
    kept: async () => (await import("@/app/vault/writing")).writingKept(),
    drafts,
    online: chat.online,
  };
}

beforeEach(async () => {
  vi.clearAllMocks();
  await wipeVault();
  server = new Server();
});

const soon = (act: () => void) => vi.waitFor(act, { timeout: 30_000, interval: 20 });

describe("a draft", () => {
  it("goes out with whom it mentions and what it answers", async () => {
    const one = await device();
    one.write({ text: "@何川 去吗", names: { p1: "何川" }, reply_to: { seq: 3, sender_id: "p1", text: "", name: "" } });
    await soon(() => expect(server.puts).toHaveLength(1));
    expect(server.draft).toMatchObject({ text: "@何川 去吗", mentions: ["p1"], reply_to: 3 });
  });

  it("comes in with names and words for its ids, and is not sent back", async () => {
    const one = await device();
    one.hear({ text: "@何川 去吗", mentions: ["p1"], reply_to: 3, at: "2026-01-01T00:00:01Z" });
    await soon(() => expect(one.text()).toBe("@何川 去吗"));
    expect(one.draft().names).toEqual({ p1: "何川" });
    expect(one.draft().reply_to).toMatchObject({ seq: 3, text: "谁去？", name: "何川" });
    one.hear({ text: "@何川 去不去", mentions: ["p1"], reply_to: null, at: "2026-01-01T00:00:02Z" });
    await soon(() => expect(one.draft()).toMatchObject({ text: "@何川 去不去", reply_to: null }));
    expect(server.puts).toEqual([]);
  });

  it("is told from an older one by its moment, however that is written", async () => {
    const one = await device();
    one.hear({ text: "早", mentions: [], reply_to: null, at: "2026-01-01T00:00:00Z" });
    await soon(() => expect(one.text()).toBe("早"));
    one.hear({ text: "早上好", mentions: [], reply_to: null, at: "2026-01-01T00:00:00.500000Z" });
    await soon(() => expect(one.text()).toBe("早上好"));
    one.hear({ text: "早", mentions: [], reply_to: null, at: "2026-01-01T00:00:00Z" });
    one.hear({ text: "早上好吗", mentions: [], reply_to: null, at: "2026-01-01T00:00:01Z" });
    await soon(() => expect(one.text()).toBe("早上好吗"));
  });

  it("is taken as the server answers it, though it seems older, and goes out once more", async () => {
    const one = await device();
    one.hear({ text: "买菜", mentions: [], reply_to: null, at: "2026-01-02T00:00:00Z" });
    await soon(() => expect(one.text()).toBe("买菜"));
    // The server was put back to an earlier state.
    server.draft = { text: "买", mentions: [], reply_to: null, at: "2026-01-01T00:00:00Z" };
    one.write({ text: "买菜，做饭" });
    await soon(() => expect(server.draft?.text).toBe("买菜，做饭"));
    expect(one.text()).toBe("买菜，做饭");
    expect(server.puts).toHaveLength(2);
  });

  it("is taken in once the line is back, where it broke over the words of it", async () => {
    const one = await device();
    server.down = true;
    one.hear({ text: "我去", mentions: [], reply_to: 3, at: "2026-01-01T00:00:01Z" });
    await soon(() => expect(server.missed).toBe(1));
    expect(one.text()).toBe("");
    server.down = false;
    one.online();
    await soon(() => expect(one.text()).toBe("我去"));
    expect(one.draft().reply_to).toMatchObject({ seq: 3, text: "谁去？" });
    expect(server.puts).toEqual([]);
  });

  it("loses nothing where both wrote, and both show the same in the end", async () => {
    const desk = await device();
    desk.write({ text: "买菜" });
    await soon(() => expect(server.draft?.text).toBe("买菜"));
    const phone = await device();
    await soon(() => expect(phone.text()).toBe("买菜"));
    server.devices = [desk.hear, phone.hear];
    desk.write({ text: "买菜，做饭" });
    phone.write({ text: "先买菜" });
    await soon(() => expect([desk.text(), phone.text()]).toEqual(["先买菜，做饭", "先买菜，做饭"]));
    expect(server.draft?.text).toBe("先买菜，做饭");
  });

  it("leaves out whom it cannot mention and what is gone, and says so", async () => {
    const one = await device();
    server.present.delete("p1");
    server.recalled.add(3);
    one.write({ text: "@何川 去吗", names: { p1: "何川" }, reply_to: { seq: 3, sender_id: "p1", text: "", name: "" } });
    await soon(() => expect(one.draft()).toMatchObject({ names: {}, reply_to: null }));
    expect(one.text()).toBe("@何川 去吗");
    expect(said.toast).toHaveBeenCalledTimes(2);
    expect(server.puts).toHaveLength(1);
  });

  it("that is longer than a message stays on this device, and goes out once it fits", async () => {
    const one = await device();
    one.write({ text: "会议记录" });
    await soon(() => expect(server.draft?.text).toBe("会议记录"));
    // Characters are counted, not the halves they are written in.
    const fits = "😀".repeat(20_000);
    one.write({ text: `${fits}长` });
    await one.kept();
    const again = await device();
    await soon(() => expect(again.text()).toBe(`${fits}长`));
    again.write({ text: fits });
    await soon(() => expect(server.draft?.text).toBe(fits));
    expect(server.puts.map((body) => body.text)).toEqual(["会议记录", fits]);
  });

  it("waits, sealed, for the page to come back, and knows what the server held", async () => {
    const one = await device();
    one.write({ text: "买菜" });
    await soon(() => expect(server.draft?.text).toBe("买菜"));
    one.write({ text: "买菜，做饭" });
    await one.kept();
    // Another device meanwhile; this page is loaded anew before it heard of that.
    server.draft = { text: "先买菜", mentions: [], reply_to: null, at: "2026-01-01T00:00:00.900Z" };
    const again = await device();
    await soon(() => expect(again.text()).toBe("先买菜，做饭"));
    expect(sessionStorage).toHaveLength(0);
  });

  it("stands back while a message is changed, and comes back behind it", async () => {
    const one = await device();
    one.write({ text: "还没写完" });
    const fact = { conversation_id: "c", seq: 2, text: "@何川 好" } as never;
    one.drafts.beginEdit(fact, { text: "@何川 好", names: { p1: "何川" }, reply_to: null });
    expect(one.draft()).toMatchObject({ text: "@何川 好", names: { p1: "何川" } });
    one.hear({ text: "还没写完呢", mentions: [], reply_to: null, at: "2026-01-02T00:00:00Z" });
    await soon(() => expect(one.draft().editing?.before.text).toBe("还没写完呢"));
    expect(one.text()).toBe("@何川 好");
    one.drafts.endEdit("c");
    expect(one.draft()).toMatchObject({ text: "还没写完呢", names: {}, editing: null });
  });
});
