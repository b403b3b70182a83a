/** What happens when the session ends under us; the router says where to go, so that the HTTP door need not know it. */
export type EndReason = "revoked" | "expired" | "password_changed" | "suspended" | "other";

type Listener = (reason: EndReason) => void;

let listener: Listener | null = null;

export function onSessionEnd(fn: Listener): void {
  listener = fn;
}

export function sessionEnded(reason: EndReason): void {
  listener?.(reason);
}

const known: readonly string[] = ["revoked", "expired", "password_changed", "suspended"];

export function endReason(code: string | undefined): EndReason {
  return known.includes(code ?? "") ? (code as EndReason) : "other";
}
