/** How narrow the columns of a table may become, in characters' widths (em). Pure. */

/** Longer cells break into lines no shorter than this. */
const ENOUGH = 6;
/** A number or a date stays on its line up to this. */
const IN_ONE = 10;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const FIGURES = /^[\d\s.,:+\-/%()]+$/;

export function columnWidths(head: string[], rows: string[][]): number[] {
  return head.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map(least)));
}

function least(cell: string): number {
  let wide = 0;
  for (const one of cell) wide += WIDE.test(one) ? 1 : 0.62;
  return Math.min(Math.ceil(wide * 10) / 10, FIGURES.test(cell) ? IN_ONE : ENOUGH);
}
