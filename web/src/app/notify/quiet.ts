import { type Me, meQuery, queries } from "../me";
import { isQuiet } from "./hours";
import { settingsOf } from "./settings";

/** One says of oneself that one is not to be disturbed. */
export function saysQuiet(me: Me | undefined, now: Date): boolean {
  const said = me?.presence;
  return said?.state === "dnd" && (!said.until || now < new Date(said.until));
}

/** Whether nothing may ring or show now: everything that would asks here, and whatever makes it quiet is known here. */
export async function quiet(now = new Date()): Promise<boolean> {
  return saysQuiet(queries.getQueryData(meQuery.queryKey), now) || isQuiet(await settingsOf(), now);
}
