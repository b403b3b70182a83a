/**
 * Cuts a message into plain text, links and mentions. Pure; what is shown of it is text, never markup, and what it takes
 * grows with the text.
 */

export type Piece = { kind: "text" | "mention" | "code"; text: string } | { kind: "link"; text: string; href: string };

const LINK = /\bhttps?:\/\/[^\s<>"'，。；：！？、）】》」』\u3000]+/gi;
/** Points that end a sentence rather than an address. */
const TAIL = ".,;:!?)]}'\"";

/** Words between two backticks on one line. */
const CODE = /`([^`\n]+)`/g;

/** `names` of the people the message mentions; "@name" elsewhere stays plain text, and so does all that is marked as code. */
export function pieces(text: string, names: string[]): Piece[] {
  const marks = marksOf(names);
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    links(text.slice(from, match.index), marks, found);
    found.push({ kind: "code", text: match[1] ?? "" });
    from = match.index + match[0].length;
  }
  links(text.slice(from), marks, found);
  return found;
}

function links(text: string, marks: Marks, found: Piece[]): void {
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const raw = match[0];
    const address = trimmed(raw);
    const href = safe(address);
    if (!href) continue;
    mentions(text.slice(from, match.index), marks, found);
    found.push({ kind: "link", text: address, href });
    from = match.index + address.length;
  }
  mentions(text.slice(from), marks, found);
}

function trimmed(address: string): string {
  let end = address.length;
  while (TAIL.includes(address[end - 1] ?? " ")) end -= 1;
  // A bracket that was opened inside the address belongs to it.
  if (address[end] === ")" && address.includes("(")) end += 1;
  return address.slice(0, end);
}

function safe(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** The names that are mentioned, letter by letter: what is read of a text at one "@" is no longer than the longest. */
interface Marks {
  next: Map<string, Marks>;
  ends: boolean;
}

function marksOf(names: string[]): Marks {
  const marks: Marks = { next: new Map(), ends: false };
  for (const name of names.filter(Boolean)) {
    let at = marks;
    for (const letter of name.split("")) {
      const next: Marks = at.next.get(letter) ?? { next: new Map(), ends: false };
      at.next.set(letter, next);
      at = next;
    }
    at.ends = true;
  }
  return marks;
}

/** Where the longest name that stands at `from` ends; `from` where none does. */
function nameEnd(text: string, from: number, marks: Marks): number {
  let end = from;
  let here: Marks | undefined = marks;
  for (let at = from; here && at <= text.length; at += 1) {
    if (here.ends) end = at;
    here = here.next.get(text[at] ?? "");
  }
  return end;
}

function mentions(text: string, marks: Marks, found: Piece[]): void {
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at)) {
    const end = nameEnd(text, at + 1, marks);
    if (end === at + 1) {
      at += 1;
      continue;
    }
    if (at > from) found.push({ kind: "text", text: text.slice(from, at) });
    found.push({ kind: "mention", text: text.slice(at, end) });
    from = end;
    at = end;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
}
