import { store } from "@/app/store";

/** Something came while nobody looked, and the browser was never asked whether it may be shown. */
export const missed = store(false);
