/** What was left while it was read does not come back with the answer. */
import { beforeEach, expect, it, vi } from "vitest";
import type { Conversation } from "../calls";

let answer: (conversation: unknown) => void = () => undefined;
vi.mock("@/app/api", () => ({
  take: (given: unknown) => given,
  api: {
    GET: (path: string) =>
      path === "/api/conversations/{conversation_id}"
        ? new Promise((resolve) => {
            answer = resolve;
          })
        : Promise.resolve({ people: {} }),
  },
}));

const conversation = { id: "c", kind: "group", last_seq: 1, last: null, unread: 0, read_seq: 1 };
const message = { t: "message", conversation_id: "c", seq: 5, kind: "text", text: "好", at: "", sender_id: "p1" };

beforeEach(() => vi.resetModules());

async function started(...conversations: object[]) {
  const { chat, dispatch } = await import("./chat");
  const { receive } = await import("./receiving");
  dispatch({ t: "signed_in", me: "me" });
  dispatch({ t: "snapshot", conversations: conversations as Conversation[], next: null, people: {} });
  return { receive, listed: () => Object.keys(chat.get().conversations) };
}

it.each([
  ["in the list", [conversation]],
  ["not in the list yet", []],
])("a conversation %s", async (_, before) => {
  const { receive, listed } = await started(...before);
  receive(message);
  receive({ t: "gone", conversation_id: "c" });
  answer(conversation);
  await new Promise((resolve) => setTimeout(resolve));
  expect(listed()).toEqual([]);
});

it("a conversation that is met is listed", async () => {
  const { receive, listed } = await started();
  receive(message);
  answer(conversation);
  await vi.waitFor(() => expect(listed()).toEqual(["c"]), 30_000);
});
