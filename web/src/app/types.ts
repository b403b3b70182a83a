/** The types of the HTTP API. Rooms import the shapes from here or from their own `calls.ts`, never from generated files. */
import type { AccountsCalls } from "@/rooms/accounts/calls";
import type { MessagingCalls } from "@/rooms/messaging/calls";
import type { OrganisationsCalls } from "@/rooms/organisations/calls";

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

export type paths = PathsOf<AccountsCalls & OrganisationsCalls & MessagingCalls>;
