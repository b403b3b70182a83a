/** What the server refused, in words for the person and with a code for the program. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly params: Record<string, unknown>;
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(init: {
    code: string;
    message: string;
    status?: number;
    params?: Record<string, unknown>;
    retryAfter?: number | null;
    requestId?: string | null;
  }) {
    super(init.message);
    this.name = "Problem";
    this.code = init.code;
    this.status = init.status ?? 0;
    this.params = init.params ?? {};
    this.retryAfter = init.retryAfter ?? null;
    this.requestId = init.requestId ?? null;
  }

  /** No answer came: the network or the server is away; trying again may help. */
  get offline(): boolean {
    return this.code === "offline";
  }

  /** `fields` of an "invalid" answer: reason by field name. */
  get fields(): Record<string, string> {
    return (this.params.fields as Record<string, string> | undefined) ?? {};
  }
}

/** Nobody there to answer: no network, or a proxy without a server behind it. What was kept may be shown. */
export function isAway(problem: Problem): boolean {
  return problem.offline || [502, 503, 504].includes(problem.status);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem({ code: "offline", message: "" });
  return new Problem({ code: "unexpected", message: error instanceof Error ? error.message : String(error) });
}
