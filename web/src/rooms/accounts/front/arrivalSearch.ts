export interface ArrivalSearch {
  /** Where to go once signed in: a path of this server. */
  next?: string;
  /** Why one is not signed in any more. */
  ended?: string;
  /** Where on the way in one is. */
  step?: string;
}

/**
 * Keeps of the address what the sign-in page understands. `next` must be a path here: an address that starts with
 * two slashes or a scheme would send people to another site with our good name.
 */
export function arrivalSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: ArrivalSearch = {};
  if (typeof raw.next === "string" && /^\/(?![/\\])/.test(raw.next)) search.next = raw.next;
  if (typeof raw.step === "string") search.step = raw.step;
  if (typeof raw.ended === "string") search.ended = raw.ended;
  return { ...search };
}
