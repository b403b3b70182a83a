/**
 * The types of the HTTP API, made from `docs/protocol/openapi.json` by `npm run types` (which `npm run typecheck` runs
 * first). Rooms name the shapes they use in their own `calls.ts`.
 */
import type { AccountsCalls } from "@/rooms/accounts/calls";
import type { OrganisationsCalls } from "@/rooms/organisations/calls";
import type { components, paths as Document } from "./generated/api";

/** A shape of the document, by its name there. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** A list read by keyset: `next` is an opaque cursor, null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** One call: what it takes and what it answers. */
export interface Call {
  body?: unknown;
  query?: unknown;
  answer: unknown;
}

type PathNames<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never;
type PathPart<P> = [PathNames<P>] extends [never] ? { path?: never } : { path: Record<PathNames<P>, string | number> };
type QueryPart<C> = C extends { query: infer Q } ? { query?: Q } : { query?: never };
type BodyPart<C> = C extends { body: infer B }
  ? { requestBody: { content: { "application/json": B } } }
  : { requestBody?: never };
type Operation<P, C> = C extends { answer: infer A }
  ? { parameters: PathPart<P> & QueryPart<C>; responses: { 200: { content: { "application/json": A } } } } & BodyPart<C>
  : never;
type PathsOf<Calls> = { [P in keyof Calls]: { [M in keyof Calls[P]]: Operation<P, Calls[P][M]> } };

type Described = AccountsCalls & OrganisationsCalls;

export type paths = Omit<Document, keyof Described> & PathsOf<Described>;
