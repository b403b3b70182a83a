const KEY = "tocsin.organisation";

/** The organisation looked at last on this device, if one still belongs to it; else the first of one's own. */
export function lastOrganisation(mine: string[]): string | null {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing: the first will do.
  }
  return kept && mine.includes(kept) ? kept : (mine[0] ?? null);
}

export function rememberOrganisation(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // As above.
  }
}
