/** Cuts a message into paragraphs, code blocks and tables, as people write them. Pure; what it takes grows with the text. */

/** How a column's cells stand, where its rule says so. */
export type Align = "left" | "center" | "right" | null;

export type Block =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string; language: string }
  | { kind: "table"; head: string[]; aligns: Align[]; rows: string[][] };

const FENCE = /^ {0,3}```([\w+#.-]*)\s*$/;
const CLOSING = /^ {0,3}```\s*$/;
const RULE = /^:?-+:?$/;
/** A table wider or longer than this is shown as it was written. */
const COLUMNS = 20;
const ROWS = 200;

export function blocks(text: string): Block[] {
  const lines = text.split("\n");
  const closings = closingsOf(lines);
  const found: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    const said = withoutEnds(plain).join("\n");
    if (said !== "") found.push({ kind: "text", text: said });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const taken = code(lines, at, closings) ?? table(lines, at);
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

/** The lines without the empty ones at both ends. */
function withoutEnds(lines: string[]): string[] {
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  return first < 0 ? [] : lines.slice(first, last + 1);
}

/** For each line, the next one at or after it that closes a fence; -1 where there is none. */
function closingsOf(lines: string[]): number[] {
  const next: number[] = Array(lines.length + 1).fill(-1);
  for (let at = lines.length - 1; at >= 0; at -= 1)
    next[at] = CLOSING.test(lines[at] ?? "") ? at : (next[at + 1] ?? -1);
  return next;
}

interface Taken {
  block: Block;
  next: number;
}

/** A fence that is never closed is text. */
function code(lines: string[], at: number, closings: number[]): Taken | null {
  const fence = FENCE.exec(lines[at] ?? "");
  if (!fence) return null;
  const end = closings[at + 1] ?? -1;
  if (end < 0) return null;
  return {
    block: { kind: "code", text: lines.slice(at + 1, end).join("\n"), language: fence[1] ?? "" },
    next: end + 1,
  };
}

function table(lines: string[], at: number): Taken | null {
  const first = lines[at] ?? "";
  if (!first.includes("|")) return null;
  const rule = cells(lines[at + 1] ?? "");
  if (!rule.every((cell) => RULE.test(cell))) return null;
  const head = cells(first);
  if (head.length < 2 || head.length > COLUMNS || rule.length !== head.length) return null;
  const rows: string[][] = [];
  let next = at + 2;
  for (; next < lines.length && (lines[next] ?? "").includes("|") && rows.length < ROWS; next += 1) {
    const row = cells(lines[next] ?? "");
    rows.push(head.map((_, column) => row[column] ?? ""));
  }
  return { block: { kind: "table", head, aligns: rule.map(alignOf), rows }, next };
}

function alignOf(rule: string): Align {
  if (rule.endsWith(":")) return rule.startsWith(":") ? "center" : "right";
  return rule.startsWith(":") ? "left" : null;
}

/** The cells of a row; `\|` is a bar that belongs to the text. */
function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}
