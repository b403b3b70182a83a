/** A member's card as a vCard 4.0 (RFC 6350): what the reader sees of the member, and nothing that could be more. */
import type { MemberCard } from "../calls";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const LINE = 75;

/** A value: line ends and the signs that divide lines and fields are written out, so that text stays text. */
function escaped(value: string): string {
  return value
    .replace(UNSEEN, "")
    .replace(/\\/g, "\\\\")
    .replace(/\r\n?|\n|\u2028|\u2029|\u0085/g, "\\n")
    .replace(/[,;]/g, "\\$&");
}

/** A line of more than 75 bytes goes on in the next, after a space, never inside a character. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const character of line) {
    const size = new TextEncoder().encode(character).length;
    if (bytes + size > LINE) {
      parts.push(part);
      part = " ";
      bytes = 1;
    }
    part += character;
    bytes += size;
  }
  return [...parts, part].join("\r\n");
}

const NUMBER = /^\+?[0-9]{3,20}$/;
const ADDRESS = /^[^\s<>"@,;]+@[^\s<>"@,;]+$/;

/** The vCard; `brief` leaves out what a code to be scanned has no room for. */
export function vcard(card: MemberCard, organisation: string, { brief = false } = {}): string {
  const place = card.posts[0];
  const post = card.posts.find((one) => one.post)?.post;
  const lines = [
    "BEGIN:VCARD",
    "VERSION:4.0",
    `FN:${escaped(card.name)}`,
    `N:${escaped(card.name)};;;;`,
    `ORG:${[organisation, ...(place?.path ?? [])].map(escaped).join(";")}`,
    post ? `TITLE:${escaped(post)}` : "",
    card.phone && NUMBER.test(card.phone) ? `TEL;TYPE="work,cell";VALUE=uri:tel:${card.phone}` : "",
    card.email && ADDRESS.test(card.email) ? `EMAIL;TYPE=work:${escaped(card.email)}` : "",
    brief ? "" : `UID:urn:uuid:${card.id}`,
    "END:VCARD",
  ];
  return lines
    .filter(Boolean)
    .map((line) => `${folded(line)}\r\n`)
    .join("");
}

/** What the file is called: the name, without anything a file system or a reader could stumble over. */
export function vcardName(name: string): string {
  const plain = name.replace(UNSEEN, "").replace(/[\\/:*?"<>|\s]+/g, " ");
  return `${plain.replace(/^[. ]+|[. ]+$/g, "").slice(0, 60) || "card"}.vcf`;
}
