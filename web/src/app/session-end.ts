/** What happens when the session ends under us; the router says where to go, so that the HTTP door need not know it. */
const known = [
  "revoked",
  "expired",
  "password_changed",
  "suspended",
  "frozen",
  "cancelled",
  "signed_out",
  "replaced",
  "surplus",
] as const;
export type EndReason = (typeof known)[number] | "other";

type Listener = (reason: EndReason) => void;

let listener: Listener | null = null;

export function onSessionEnd(fn: Listener): void {
  listener = fn;
}

export function sessionEnded(reason: EndReason): void {
  listener?.(reason);
}

/** What the server says of the end of a session, as far as there are words for it. */
export function endReason(code: unknown): EndReason {
  return known.find((one) => one === code) ?? "other";
}
