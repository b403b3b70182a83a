import { store, useStore } from "@/app/store";

/** Which departments are unfolded, by organisation; kept while the page lives, so that coming back finds it as left. */
const open = store<Record<string, ReadonlySet<string>>>({});
const NONE: ReadonlySet<string> = new Set();

export function useOpenBranches(org: string) {
  const mine = useStore(open, (all) => all[org] ?? NONE);
  const put = (next: ReadonlySet<string>) => open.set((all) => ({ ...all, [org]: next }));
  return {
    open: mine,
    toggle: (id: string) => {
      const next = new Set(mine);
      if (!next.delete(id)) next.add(id);
      put(next);
    },
    unfoldAll: (ids: string[]) => {
      if (ids.some((id) => !mine.has(id))) put(new Set([...mine, ...ids]));
    },
  };
}
