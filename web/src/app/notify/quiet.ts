import { isQuiet } from "./hours";
import { settingsOf } from "./settings";

/** Whether nothing may ring or show now: everything that would asks here, and whatever makes it quiet is known here. */
export async function quiet(now = new Date()): Promise<boolean> {
  return isQuiet(await settingsOf(), now);
}
