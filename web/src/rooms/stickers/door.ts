/** What other rooms may use of organisations' stickers. */
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";

export type { StickerSet } from "./calls";
export { pictureOf, useSets } from "./queries";

/** The sets of an organisation, as a page of its administration. */
export const StickersPage = part(
  async () => {
    const [page] = await Promise.all([import("./manage/StickersPage"), loadWords(["stickers"])]);
    return page;
  },
  { cold: true },
);
