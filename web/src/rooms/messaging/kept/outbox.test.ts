/** What an earlier page could not send is taken up once, and not after it is settled. */
import { expect, it, vi } from "vitest";
import type { Outgoing } from "../model/state";

vi.mock("@/app/vault/writing", () => ({ keepWriting: () => undefined }));
vi.mock("../model/sending", () => ({ flush: () => undefined }));
vi.stubGlobal("window", { addEventListener: () => undefined });

const one = {
  client_id: "o1",
  conversation_id: "c",
  text: "没发出去",
  mentions: [],
  reply_to: null,
  sent_at: "2026-01-01T00:00:00.000Z",
  state: "failed",
  why: "",
} satisfies Outgoing;

it("what is discarded while the vault is read does not come back", async () => {
  const { vault } = await import("@/app/vault/vault");
  const { chat, dispatch, online } = await import("../model/chat");
  const { startOutbox } = await import("./outbox");
  let read: (found: [string, Outgoing][]) => void = () => undefined;
  const reading = () =>
    new Promise<[string, Outgoing][]>((resolve) => {
      read = resolve;
    });
  dispatch({ t: "signed_in", me: "zhou" });
  startOutbox();
  const waiting = () => chat.get().outgoing.c ?? [];
  vault.set({ person: "zhou", all: reading } as never);
  read([["o/o1", one]]);
  await vi.waitFor(() => expect(waiting()).toEqual([one]), 30_000);
  // The line is back: the vault is read again, as it was a moment ago.
  online();
  dispatch({ t: "discarded", conversation_id: "c", client_id: "o1" });
  read([
    ["o/o1", one],
    ["o/o2", { ...one, client_id: "o2" }],
  ]);
  await vi.waitFor(() => expect(waiting().map(({ client_id }) => client_id)).toContain("o2"), 30_000);
  expect(waiting()).toHaveLength(1);
});
