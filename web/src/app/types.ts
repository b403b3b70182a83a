/**
 * The types of the HTTP API, made from `docs/protocol/openapi.json` by `npm run types` (which `npm run typecheck` runs
 * first). Rooms name the shapes they use in their own `calls.ts`.
 */
import type { components, paths as Document } from "./generated/api";

export type paths = Document;

/** A shape of the document, by its name there. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** A list read by keyset: `next` is an opaque cursor, null at the end. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}
