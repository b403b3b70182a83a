export interface ChartSearchPart {
  /** The department that is open beside the chart; empty: the organisation itself. */
  at?: string | undefined;
  /** Whose card is open. */
  member?: string | undefined;
}

export function chartSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: ChartSearchPart = {};
  if (typeof raw.at === "string") search.at = raw.at;
  if (typeof raw.member === "string") search.member = raw.member;
  return { ...search };
}
