/** Cuts a message into paragraphs, code blocks and tables, as people write them. Pure. */

export type Block =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string; language: string }
  | { kind: "table"; head: string[]; rows: string[][] };

const FENCE = /^ {0,3}```([\w+#.-]*)\s*$/;
const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
/** A table wider or longer than this is shown as it was written. */
const COLUMNS = 20;
const ROWS = 200;

export function blocks(text: string): Block[] {
  const lines = text.split("\n");
  const found: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    const said = plain.join("\n").replace(/^\n+|\n+$/g, "");
    if (said !== "") found.push({ kind: "text", text: said });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const taken = code(lines, at) ?? table(lines, at);
    if (taken) {
      flush();
      found.push(taken.block);
      at = taken.next;
    } else {
      plain.push(lines[at] ?? "");
      at += 1;
    }
  }
  flush();
  return found;
}

interface Taken {
  block: Block;
  next: number;
}

/** A fence that is never closed is text. */
function code(lines: string[], at: number): Taken | null {
  const fence = FENCE.exec(lines[at] ?? "");
  if (!fence) return null;
  const end = lines.findIndex((line, index) => index > at && /^ {0,3}```\s*$/.test(line));
  if (end < 0) return null;
  return {
    block: { kind: "code", text: lines.slice(at + 1, end).join("\n"), language: fence[1] ?? "" },
    next: end + 1,
  };
}

function table(lines: string[], at: number): Taken | null {
  const first = lines[at] ?? "";
  if (!first.includes("|") || !RULE.test(lines[at + 1] ?? "")) return null;
  const head = cells(first);
  if (head.length < 2 || head.length > COLUMNS || cells(lines[at + 1] ?? "").length !== head.length) return null;
  const rows: string[][] = [];
  let next = at + 2;
  for (; next < lines.length && (lines[next] ?? "").includes("|") && rows.length < ROWS; next += 1) {
    const row = cells(lines[next] ?? "");
    rows.push(head.map((_, column) => row[column] ?? ""));
  }
  return { block: { kind: "table", head, rows }, next };
}

/** The cells of a row; `\|` is a bar that belongs to the text. */
function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}
