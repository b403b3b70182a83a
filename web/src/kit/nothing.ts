/**
 * What a list of choices says when it has none. It is an entry itself, whose choice changes nothing: a list box without
 * entries, and a field that points to one that is not there, are none to who hears the screen.
 */
export const NOTHING = "";

export function nothing(label: string): { value: string; label: string } {
  return { value: NOTHING, label };
}
