/** What other rooms may use of conversations as files. */
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";

async function worded<T>(found: Promise<T>): Promise<T> {
  const [it] = await Promise.all([found, loadWords(["archive"])]);
  return it;
}

/** Takes a conversation out: a button for the head of a pane, or with `wide` a line of its list. */
export const ExportButton = part(() => worded(import("./exports/ExportButton")));

/** The archives of an organisation, as a page of its administration. */
export const ArchivePage = part(() => worded(import("./exports/ArchivePage")), { cold: true });
