import { describe, expect, it } from "vitest";
import type { Conversation, WireFact } from "../calls";
import { emptyChat } from "../model/state";
import { factOf } from "../model/wire";
import { badgeOf, calls, reminds, stanceOf, stillReminds } from "./decide";

const ME = "me";
const at = "2026-01-12T06:00:00Z";
const said = (more: Partial<WireFact> = {}) =>
  factOf({ conversation_id: "c", seq: 5, kind: "text", at, sender_id: "a", text: "在吗", ...more }, ME);
const conversation = (more: Partial<Conversation> = {}) =>
  ({ id: "c", read_seq: 4, open: true, muted: false, unread: 1, mentioned: false, ...more }) as Conversation;

describe("whether a message rings", () => {
  it.each([
    ["somebody's message", {}, {}, true, true],
    ["one's own, from another device", { sender_id: ME }, {}, true, false],
    ["somebody joining", { kind: "joined" as const, text: null }, {}, true, false],
    ["one read elsewhere meanwhile", {}, { read_seq: 5 }, true, false],
    ["one taken back meanwhile", { recalled: true }, {}, true, false],
    ["one in a muted conversation", {}, { muted: true }, true, false],
    ["one that mentions me there", { mentions: [ME] }, { muted: true }, true, true],
    ["one that mentions all there", { mentions: ["all"] }, { muted: true }, true, true],
    ["one that mentions another there", { mentions: ["b"] }, { muted: true }, true, false],
    ["one that mentions me there, unwanted", { mentions: [ME] }, { muted: true }, false, false],
  ])("%s", (_, fact, place, through, does) => {
    expect(calls(said(fact), conversation(place), ME, through)).toBe(does);
  });

  it("by how near the tab is", () => {
    const sight = { visible: true, focused: true, watched: "c" };
    expect(stanceOf(sight, "c")).toBe("seen");
    expect(stanceOf({ ...sight, watched: "d" }, "c")).toBe("present");
    expect(stanceOf({ ...sight, focused: false }, "c")).toBe("away");
    expect(stanceOf({ ...sight, visible: false }, "c")).toBe("away");
  });
});

describe("whether a reminder rings", () => {
  const announced = (more: object = {}) => ({
    seq: 3,
    text: "请确认",
    sender_id: "a",
    at,
    confirm: true,
    confirmed: false,
    ...more,
  });
  const asked = (reminded_at: string | null, more: object = {}, rest: Partial<Conversation> = {}) =>
    conversation({
      updated_at: at,
      announcement: announced({ reminded_at, ...more }),
      ...rest,
    } as Partial<Conversation>);
  const [first, later] = ["2026-01-12T07:00:00Z", "2026-01-12T07:20:00.5Z"];

  it.each([
    ["the first", asked(null), asked(first), true],
    ["one more", asked(first), asked(later), true],
    ["the same, shown for another reason", asked(first), asked(first), false],
    ["what one has confirmed", asked(first), asked(later, { confirmed: true }), false],
    ["one's own announcement", asked(null), asked(first, { sender_id: ME }), false],
    ["none", asked(null), asked(null), false],
    ["in a conversation that was not listed", undefined, asked(first), true],
    ["an old one there, where something was said since", undefined, asked(first, {}, { updated_at: later }), false],
    ["an old one of another announcement", asked(null, { seq: 2 }), asked(first, {}, { updated_at: later }), false],
  ])("%s", (_, was, now, does) => {
    expect(reminds(was, now, ME)).toBe(does);
  });

  it("in a muted conversation as mentions do", () => {
    expect(stillReminds(asked(first), ME, false)).toBe(true);
    expect(stillReminds(asked(first, {}, { muted: true }), ME, true)).toBe(true);
    expect(stillReminds(asked(first, {}, { muted: true }), ME, false)).toBe(false);
  });

  it("and counts until one has confirmed", () => {
    const badge = (one: Conversation, through = true) =>
      badgeOf({ ...emptyChat(ME), conversations: { c: { ...one, unread: 0 } } }, through);
    expect(badge(asked(first))).toBe(1);
    expect(badge(asked(null))).toBe(0);
    expect(badge(asked(first, { confirmed: true }))).toBe(0);
    expect(badge(asked(first, {}, { muted: true }))).toBe(1);
    expect(badge(asked(first, {}, { muted: true }), false)).toBe(0);
  });
});

describe("the badge", () => {
  const state = (...all: Partial<Conversation>[]) => ({
    ...emptyChat(ME),
    conversations: Object.fromEntries(all.map((one, index) => [index, conversation(one)])),
  });

  it("counts what is unread and not muted", () => {
    expect(badgeOf(state({ unread: 2 }, { unread: 3 }, { unread: 9, muted: true }), true)).toBe(5);
    expect(badgeOf(state(), true)).toBe(0);
  });

  it("counts one where a mention comes through", () => {
    const muted = { unread: 9, muted: true, mentioned: true };
    expect(badgeOf(state({ unread: 2 }, muted), true)).toBe(3);
    expect(badgeOf(state({ unread: 2 }, muted), false)).toBe(2);
    expect(badgeOf(state({ ...muted, unread: 0 }), true)).toBe(0);
  });
});
