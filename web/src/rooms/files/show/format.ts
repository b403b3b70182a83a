/** Sizes and lengths as people say them. */

const UNITS = ["B", "KB", "MB", "GB"];

/** 1536 → "1.5 KB"; three figures at most. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${shown} ${UNITS[unit]}`;
}

/** 65,000 → "1:05"; with hours where there are any. */
export function lengthText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const [minutes, rest] = parts as [number, number];
  const tail = `${rest}`.padStart(2, "0");
  return hours ? `${hours}:${`${minutes}`.padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A long name keeps its end, where names differ: 会议纪要…终稿.docx */
export function nameParts(name: string, tail = 10): [string, string] {
  const letters = [...name];
  return letters.length <= tail + 6 ? [name, ""] : [letters.slice(0, -tail).join(""), letters.slice(-tail).join("")];
}
