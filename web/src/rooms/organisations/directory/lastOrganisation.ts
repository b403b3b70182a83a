import { store, useStore } from "@/app/store";

const KEY = "tocsin.organisation";

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing: the first will do.
    return null;
  }
}

const last = store<string | null>(read());

/** The organisation looked at last on this device, if one still belongs to it; else the first of one's own. */
export function lastOrganisation(mine: string[], kept = last.get()): string | null {
  return kept && mine.includes(kept) ? kept : (mine[0] ?? null);
}

/** The same, followed: the organisation one is in. */
export function useLastOrganisation(mine: string[]): string | null {
  return lastOrganisation(
    mine,
    useStore(last, (kept) => kept),
  );
}

export function rememberOrganisation(id: string): void {
  last.set(id);
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // As above.
  }
}
