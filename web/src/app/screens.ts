/** How a room tells the router of its screens; each is loaded when it is first opened. */
import type { ComponentType } from "react";

export interface Screen {
  /** TanStack Router path: "/members/$memberId" */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Namespaces of words to have before the screen is shown. */
  words: string[];
  /** Without rail and tab bar, open to guests: sign-in, welcome, join. */
  bare?: boolean;
  /** Cleans the search part of the address; what it returns is what `useSearch({ strict: false })` gives. */
  search?: (raw: Record<string, unknown>) => Record<string, unknown>;
}
