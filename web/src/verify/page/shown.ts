/** What turns lines round or is not to be seen at all, as its code; line feeds and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** What somebody else wrote, so that it cannot pretend. */
export function shown(text: string): string {
  return text.replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same, on one line. */
export function lineOf(text: string): string {
  return shown(text).replace(/\s+/g, " ");
}
