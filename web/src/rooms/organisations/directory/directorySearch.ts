export interface DirectorySearch {
  /** What is searched for. */
  q?: string;
  /** Whose card is open. */
  member?: string;
  /** Whose card from outside is open. */
  contact?: string;
}

export function directorySearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: DirectorySearch = {};
  if (typeof raw.q === "string" && raw.q) search.q = raw.q;
  if (typeof raw.q === "number") search.q = String(raw.q);
  if (typeof raw.member === "string") search.member = raw.member;
  if (typeof raw.contact === "string") search.contact = raw.contact;
  return { ...search };
}
