import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient, type QueryKey } from "@tanstack/react-query";

/**
 * What was read and is so no more is read again, what is being read for the first time too: its answer may have been on
 * its way before the change, and TanStack Query takes that answer for the news.
 */
export class Queries extends QueryClient {
  private readonly again = new Set<string>();

  override invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    for (const query of this.getQueryCache().findAll(filters)) {
      const { data, fetchStatus } = query.state;
      if (data !== undefined || fetchStatus === "idle" || this.again.has(query.queryHash)) continue;
      this.again.add(query.queryHash);
      const read = () => {
        this.again.delete(query.queryHash);
        void this.invalidateQueries({ queryKey: query.queryKey, exact: true });
      };
      // Under way, it is not begun anew: this is the end of the reading at hand. What fails is asked for again anyway.
      query.fetch().then(read, () => this.again.delete(query.queryHash));
    }
    return super.invalidateQueries(filters, options);
  }
}
