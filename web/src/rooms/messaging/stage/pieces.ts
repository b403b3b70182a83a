/** Cuts a message into plain text, links and mentions. Pure; what is shown of it is text, never markup. */

export type Piece = { kind: "text" | "mention" | "code"; text: string } | { kind: "link"; text: string; href: string };

const LINK = /\bhttps?:\/\/[^\s<>"'，。；：！？、）】》」』\u3000]+/gi;
/** Points that end a sentence rather than an address. */
const TAIL = /[.,;:!?)\]}'"]+$/;

/** Words between two backticks on one line. */
const CODE = /`([^`\n]+)`/g;

/** `names` of the people the message mentions; "@name" elsewhere stays plain text, and so does all that is marked as code. */
export function pieces(text: string, names: string[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    found.push(...links(text.slice(from, match.index), names), { kind: "code", text: match[1] ?? "" });
    from = match.index + match[0].length;
  }
  found.push(...links(text.slice(from), names));
  return found;
}

function links(text: string, names: string[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const raw = match[0];
    const address = trimmed(raw);
    const href = safe(address);
    if (!href) continue;
    found.push(...mentions(text.slice(from, match.index), names));
    found.push({ kind: "link", text: address, href });
    from = match.index + address.length;
  }
  found.push(...mentions(text.slice(from), names));
  return found;
}

function trimmed(address: string): string {
  const tail = TAIL.exec(address)?.[0] ?? "";
  // A bracket that was opened inside the address belongs to it.
  if (tail.startsWith(")") && address.includes("(")) return address.slice(0, address.length - tail.length + 1);
  return address.slice(0, address.length - tail.length);
}

function safe(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

function mentions(text: string, names: string[]): Piece[] {
  if (text === "") return [];
  const marks = names.filter(Boolean).map((name) => `@${name}`);
  marks.sort((a, b) => b.length - a.length);
  const found: Piece[] = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const mark = text[at] === "@" ? marks.find((one) => text.startsWith(one, at)) : undefined;
    if (mark) {
      if (plain) found.push({ kind: "text", text: plain });
      found.push({ kind: "mention", text: mark });
      plain = "";
      at += mark.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) found.push({ kind: "text", text: plain });
  return found;
}
