/** What the shell and other rooms may use of search. */
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";

export { type Hit, type Part, type Section, search, whole } from "./calls";
export { Marked } from "./results/Marked";

/** Search inside one conversation, as a pane: `<SearchInside conversationId open={(seq) => …} />`. */
export const SearchInside = part(async () => {
  const [pane] = await Promise.all([import("./inside/Inside"), loadWords(["search"])]);
  return pane;
});
