import { describe, expect, it } from "vitest";
import type { MemberCard } from "../calls";
import { vcard, vcardName } from "./vcard";

const card = {
  id: "01890000-0000-7000-8000-000000000001",
  name: "周岚",
  phone: "+8613400000001",
  email: "zhou.lan@example.cn",
  posts: [{ department_id: "d", department: "教务科", post: "科长", head: true, path: ["教务处", "教务科"] }],
} as unknown as MemberCard;

/** As a reader of vCards does: lines put together again. */
function unfolded(text: string): string[] {
  return text.replace(/\r\n[ \t]/g, "").split("\r\n");
}

describe("a vCard", () => {
  it("says what the card says", () => {
    expect(unfolded(vcard(card, "清源中学"))).toEqual([
      "BEGIN:VCARD",
      "VERSION:4.0",
      "FN:周岚",
      "N:周岚;;;;",
      "ORG:清源中学;教务处;教务科",
      "TITLE:科长",
      'TEL;TYPE="work,cell";VALUE=uri:tel:+8613400000001',
      "EMAIL;TYPE=work:zhou.lan@example.cn",
      "UID:urn:uuid:01890000-0000-7000-8000-000000000001",
      "END:VCARD",
      "",
    ]);
  });

  it("leaves out what is masked", () => {
    const text = vcard({ ...card, phone: null, email: null, posts: [] }, "清源中学", { brief: true });
    expect(text).not.toMatch(/TEL|EMAIL|TITLE|UID/);
  });

  it.each([
    ["a line of its own", "王\r\nTEL:110"],
    ["a bare line feed", "王\nEND:VCARD"],
    ["a separator of lines", "王\u2028TEL:110"],
    ["fields and lists", "王;TEL:110,x\\n"],
    ["what nobody sees", "王\u202e\u0000\u200bTEL:110"],
  ])("keeps text text: %s", (_, name) => {
    const lines = unfolded(vcard({ ...card, name }, name));
    expect(lines.filter((line) => line.startsWith("TEL"))).toHaveLength(1);
    expect(lines.filter((line) => line === "END:VCARD")).toHaveLength(1);
    for (const unseen of ["\u202e", "\u0000", "\u200b", "\u2028"]) expect(lines.join("")).not.toContain(unseen);
  });

  it("carries no number or address that is none", () => {
    expect(vcard({ ...card, phone: "110;x", email: "a@b\nTEL:1" }, "x")).not.toMatch(/TEL|EMAIL/);
  });

  it("folds lines at 75 bytes, between characters", () => {
    const name = "很长的名字".repeat(30);
    const text = vcard({ ...card, name }, "x");
    for (const line of text.split("\r\n")) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(unfolded(text)).toContain(`FN:${name}`);
  });

  it.each([
    ["周岚", "周岚.vcf"],
    ["../../etc/passwd", "etc passwd.vcf"],
    ["a\u202efcv", "afcv.vcf"],
    ["...", "card.vcf"],
  ])("is filed as it is called: %s", (name, file) => expect(vcardName(name)).toBe(file));
});
