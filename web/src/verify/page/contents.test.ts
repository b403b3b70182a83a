import { describe, expect, it } from "vitest";
import { leaves, saidOf } from "./contents";
import { says } from "./words";

const HE = "00000000-0000-0000-0000-000000000003";
const NAMES = new Map([[HE, "何川"]]);
const CARD = { id: HE, kind: "other", mime: "application/pdf", name: "通知.pdf", size: 5731 };

function message(content: unknown): string {
  return JSON.stringify({ content, mentions: [], origin: null, reply_to: null, text: "请看" });
}

describe("what a content says", () => {
  it.each([
    [
      { kind: "files", files: [CARD, { ...CARD, name: "二.docx" }] },
      "文件 通知.pdf（5731 字节）, 文件 二.docx（5731 字节）",
    ],
    [{ kind: "voice", file: CARD }, "语音（5731 字节）"],
    [{ kind: "sticker", set: "tocsin", name: "applause" }, "贴纸 applause"],
    [{ kind: "poll", question: "几点", options: ["三点", "四点"] }, "投票“几点”：三点 / 四点"],
    [{ kind: "location", latitude: 31.2, longitude: 121.5, label: "操场" }, "位置 操场 (31.2, 121.5)"],
    [
      {
        kind: "merged",
        title: "备课组",
        items: [
          { name: "周岚", at: "2026-11-22T00:00:00Z", text: "收到", content: null },
          { name: "何川", at: "2026-11-22T00:00:00Z", text: "", content: { kind: "files", files: [CARD] } },
        ],
      },
      "聊天记录“备课组”：周岚: 收到 / 何川: 文件 通知.pdf（5731 字节）",
    ],
    [{ kind: "tomorrow" }, '{"kind":"tomorrow"}'],
    [{ kind: "files", files: [{ name: "x" }] }, '{"kind":"files","files":[{"name":"x"}]}'],
    [{ kind: "voice" }, '{"kind":"voice"}'],
    [7, "7"],
  ])("tells what a message carries, and shows what it does not know: %j", (carried, told) => {
    expect(saidOf(message(carried), new Map(), says["zh-CN"])).toEqual(["请看", `附带：${told}`]);
  });

  it("tells an act of an admin with its reason and what it changed", () => {
    const act = {
      body: { members: [HE] },
      changes: [
        { field: "head", before: null, after: HE },
        { field: "name", before: "一部", after: "二部" },
      ],
      kind: "organisations.department_changed",
      subject: HE,
      why: "换届",
    };
    expect(saidOf(JSON.stringify(act), NAMES, says["zh-CN"])).toEqual([
      "理由：换届",
      "对象：何川",
      "改动：head: null → 何川",
      "改动：name: 一部 → 二部",
      '详情：{"members":["何川"]}',
    ]);
  });

  it("knows who takes themself out", () => {
    const change = (people: string[]) => JSON.stringify({ change: "removed", owner: null, people, version: 3 });
    expect([leaves(change([HE]), HE), leaves(change([HE, "x"]), HE), leaves(change([HE]), null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(leaves(undefined, HE)).toBe(false);
  });
});

describe("what was done", () => {
  it("is called as the audit desk calls it", () => {
    expect(says["zh-CN"]("act.organisations_members_invited")).toBe("邀请成员");
    expect(says.en("act.organisations_external_link_chan")).toBe("A contact's account joined or taken apart");
  });
});
