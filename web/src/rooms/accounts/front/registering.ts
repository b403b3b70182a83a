/** A phone that is proved and has no account yet: good for ten minutes, in this tab, through reloads. */
export interface Registering {
  phone: string;
  ticket: string;
}

const KEY = "tocsin.registering";
const LIFE = 10 * 60_000;

export function keepRegistering(one: Registering, now = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...one, until: now + LIFE }));
  } catch {
    // Full or forbidden: the phone is proved again after a reload.
  }
}

export function openRegistering(now = Date.now()): Registering | null {
  try {
    const one = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as (Registering & { until: number }) | null;
    return one && one.until > now ? { phone: one.phone, ticket: one.ticket } : null;
  } catch {
    // Storage that cannot be read holds nothing of ours.
    return null;
  }
}

export function endRegistering(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing was kept either.
  }
}
