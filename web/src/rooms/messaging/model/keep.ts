/** What a tab keeps of a person's writing through a reload: under the person's id, so that nobody else is shown it. */
let owner = "";

const name = (what: string) => `tocsin.${what}.${owner}`;

export function keepFor(person: string): void {
  owner = person;
}

export function kept<T>(what: string, nothing: T): T {
  try {
    return JSON.parse(sessionStorage.getItem(name(what)) ?? "null") ?? nothing;
  } catch {
    // Storage that cannot be read holds nothing of ours.
    return nothing;
  }
}

export function keep(what: string, value: unknown): void {
  if (owner === "") return;
  try {
    sessionStorage.setItem(name(what), JSON.stringify(value));
  } catch {
    // Full or forbidden: it lives as long as the page does.
  }
}

export function forgetKept(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("tocsin.")) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
  owner = "";
}
