/** The calls of this room and their shapes, as docs/protocol/openapi.json documents them. */

export interface Deployment {
  founded: boolean;
  /** Started with TOCSIN_DEV=1: codes are shown instead of sent. */
  dev: boolean;
  version: string;
  languages: string[];
  sample: { state: "none" | "loading" | "ready" | "failed"; done: number; total: number };
}

export interface CastAccount {
  name: string;
  post: string;
  login_name: string;
  password: string;
}

/** Why a code is asked for; the message says so. */
export type CodePurpose = "sign_in" | "password";

export interface CodeSent {
  /** Seconds until the code is void. */
  expires_in: number;
  /** Seconds until another may be asked for. */
  retry_after: number;
  /** Only on a server started for development. */
  code?: string | null;
}

/** A code was right: either the person is in, or has a ticket to register with. */
export type CodeOutcome = { outcome: "signed_in" } | { outcome: "unregistered"; ticket: string };

export interface Agreement {
  document: string;
  version: string;
  title: string;
  text: string;
}

export interface NewAccount {
  ticket: string;
  name: string;
  login_name?: string;
  password?: string;
  adult: true;
  agreements: { document: string; version: string }[];
}

export interface Account {
  id: string;
  name: string;
  handle: string | null;
  introduction: string;
  avatar: string | null;
  phone_masked: string;
  login_name: string | null;
  language: string | null;
  theme: string | null;
  has_password: boolean;
  /** Documents in force that this person has not accepted yet. */
  agreements_due?: { document: string; version: string }[];
}

export interface MeChange {
  name?: string;
  introduction?: string;
  login_name?: string;
  language?: string;
  theme?: string;
}

export interface PasswordChange {
  current?: string;
  code?: string;
  new: string;
}

export interface DeviceSession {
  id: string;
  device: string;
  kind: "desktop" | "mobile" | "tablet" | "program";
  address: string;
  created_at: string;
  seen_at: string;
  current: boolean;
}

export interface AccountsCalls {
  "/api/deployment": { get: { answer: Deployment } };
  "/api/deployment/sample": { get: { answer: { accounts: CastAccount[] } }; post: { answer: unknown } };
  "/api/codes": { post: { body: { phone?: string; purpose: CodePurpose }; answer: CodeSent } };
  "/api/sessions/code": { post: { body: { phone: string; code: string }; answer: CodeOutcome } };
  "/api/sessions/password": { post: { body: { identifier: string; password: string }; answer: unknown } };
  "/api/sessions/current": { delete: { answer: unknown } };
  "/api/accounts": { post: { body: NewAccount; answer: unknown } };
  "/api/agreements": { get: { answer: Agreement[] } };
  "/api/me": { get: { answer: Account }; patch: { body: MeChange; answer: Account } };
  "/api/me/password": { put: { body: PasswordChange; answer: unknown } };
  "/api/me/sessions": { get: { answer: DeviceSession[] }; delete: { answer: unknown } };
  "/api/me/sessions/{session_id}": { delete: { answer: unknown } };
}
