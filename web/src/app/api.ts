/**
 * The HTTP door. `await take(api.GET("/api/me"))` gives the answer or throws a `Problem`.
 * The cookie carries the session; the language of refusals follows the language of the screen.
 */
import createClient, { type Middleware } from "openapi-fetch";
import { language } from "./language";
import { Problem } from "./problem";
import { reach } from "./reach";
import { endReason, sessionEnded } from "./session-end";
import type { paths } from "./types";

interface Refused {
  code?: string;
  message?: string;
  params?: Record<string, unknown>;
  request_id?: string;
}

/** Routes that answer 401 to a wrong password or a guest: no reason to leave the screen. */
const guests = ["/api/sessions/", "/api/accounts", "/api/codes"];

const problems: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", language());
    return request;
  },
  async onResponse({ request, response }) {
    // A gateway that answers for a server that does not.
    reach.set(response.status !== 502 && response.status !== 504);
    if (response.ok) return response;
    const body = (await response.json().catch(() => ({}))) as Refused;
    const problem = new Problem({
      code: body.code ?? `http_${response.status}`,
      ...(body.message && { message: body.message }),
      status: response.status,
      params: body.params ?? {},
      retryAfter: Number(response.headers.get("Retry-After")) || null,
      requestId: body.request_id ?? response.headers.get("X-Request-Id"),
    });
    const path = new URL(request.url).pathname;
    if (response.status === 401 && !guests.some((start) => path.startsWith(start))) {
      sessionEnded(endReason(problem.params.reason));
    }
    throw problem;
  },
  onError() {
    reach.set(false);
    return new Problem({ code: "offline" });
  },
};

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  credentials: "same-origin",
  // Looked up at the call, so that tests can stand in for it.
  fetch: (request) => globalThis.fetch(request),
});
api.use(problems);

/** The data of an answer; refusals and lost networks are thrown as `Problem`. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}
