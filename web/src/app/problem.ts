import i18next from "i18next";
import { type Language, language } from "./language";

interface Init {
  code: string;
  /** In the language of the screen; without one the code finds its own words. */
  message?: string;
  status?: number;
  params?: Record<string, unknown>;
  retryAfter?: number | null;
  requestId?: string | null;
  cause?: unknown;
}

/** No answer of the server, only of what stands before it. */
const away = new Set(["offline", "http_502", "http_504"]);

function words(code: string): string {
  return i18next.t(away.has(code) ? "app:state.offline" : "app:state.failed") ?? "";
}

/** What the server refused, in words for the person and with a code for the program. `message` is never empty on a screen. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: Record<string, unknown>;
  readonly retryAfter: number | null;
  readonly requestId: string | null;
  /** Which language `message` is in. */
  readonly language: Language = language();

  constructor(init: Init) {
    super(init.message || words(init.code), { cause: init.cause });
    this.name = "Problem";
    this.code = init.code;
    this.status = init.status ?? 0;
    this.params = init.params ?? {};
    this.retryAfter = init.retryAfter ?? null;
    this.requestId = init.requestId ?? null;
  }

  /** No answer came: the network or the server is away; trying again may help. */
  get offline(): boolean {
    return away.has(this.code) || this.status === 502 || this.status === 504;
  }

  /** `fields` of an "invalid" answer: reason by field name. */
  get fields(): Record<string, string> {
    return (this.params.fields as Record<string, string> | undefined) ?? {};
  }
}

/** Nobody there to answer: no network, or a proxy without a server behind it. What was kept may be shown. */
export function isAway(problem: Problem): boolean {
  return problem.offline || problem.status === 503;
}

/**
 * Whether what was asked for is not to be shown: it never came, or is refused by now. A line that breaks while it is read
 * again takes nothing off the screen, nor what one was typing there.
 */
export function isLost<Q extends { data: unknown; error: Problem | null }>(
  query: Q,
): query is Q & { data: undefined; error: Problem } {
  const { data, error } = query;
  return error !== null && (data === undefined || !isAway(error));
}

const LOST = /dynamically imported module|Importing a module script failed|Unable to preload CSS/i;

/** A part of the client that did not come: browsers say it in words of their own. */
export function partLost(error: unknown): boolean {
  return error instanceof Error && LOST.test(error.message);
}

/** Anything thrown, as a person may read it. What no one foresaw stays in the console for those who mend it. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (partLost(error)) return new Problem({ code: "offline", cause: error });
  console.error(error);
  return new Problem({ code: "unexpected", cause: error });
}
