import type { CodePurpose } from "../calls";

/** A code that was asked for in this tab, and is good until then. */
export interface OpenCode {
  challenge: string;
  phone?: string;
  until: number;
}

const name = (purpose: CodePurpose) => `tocsin.code.${purpose}`;

export function keepCode(purpose: CodePurpose, code: OpenCode): void {
  try {
    sessionStorage.setItem(name(purpose), JSON.stringify(code));
  } catch {
    // Full or forbidden: it lives as long as the page does.
  }
}

/** The code that is still open for a purpose, through a reload of the page. */
export function openCode(purpose: CodePurpose, now = Date.now()): OpenCode | null {
  try {
    const code = JSON.parse(sessionStorage.getItem(name(purpose)) ?? "null") as OpenCode | null;
    return code && code.until > now ? code : null;
  } catch {
    // Storage that cannot be read holds nothing of ours.
    return null;
  }
}
