/** What the shell and other rooms may use of search. */
import i18next from "i18next";
import { lazy } from "react";

export { type Hit, type Part, type Section, search, whole } from "./calls";
export { Marked } from "./results/Marked";

/** Search inside one conversation, as a pane: `<SearchInside conversationId open={(seq) => …} />`. */
export const SearchInside = lazy(async () => {
  const [pane] = await Promise.all([import("./inside/Inside"), i18next.loadNamespaces("search")]);
  return pane;
});
