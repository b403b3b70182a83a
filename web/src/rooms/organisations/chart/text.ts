/** Words in a box of fixed width: SVG breaks no lines, so they are broken here by what letters usually take. */

/** The width of a text in `em`: Chinese, Japanese and full-width signs take one, capitals two thirds, others half. */
export function widthOf(text: string): number {
  let sum = 0;
  for (const letter of text) {
    if (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|[\u{1f000}-\u{3ffff}]/u.test(letter))
      sum += 1;
    else sum += /[A-Z@%&mwMW]/.test(letter) ? 0.72 : 0.54;
  }
  return sum;
}

/** The text in at most `most` lines of `width` em; what does not fit ends in an ellipsis. Latin words stay whole. */
export function linesOf(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[A-Za-z0-9'’.-]+\s*|./gu) ?? []) {
    if (line && widthOf((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
      if (lines.length === most) break;
    }
    line += line ? piece : piece.trimStart();
  }
  if (lines.length < most && line) lines.push(line.trimEnd());
  const shown = lines.join("").replace(/\s/g, "").length;
  const whole = shown >= text.replace(/\s/g, "").length;
  return lines.map((one, at) => (at === lines.length - 1 && !whole ? cut(`${one}…`, width) : cut(one, width)));
}

function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  const letters = [...line.replace(/…$/, "")];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
