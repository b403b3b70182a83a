/** The one place where events of the socket meet the caches of this device. */
import { receive } from "@/rooms/messaging/door";
import { queries } from "./me";
import { endReason, sessionEnded } from "./session-end";
import type { ServerEvent } from "./socket";

export function takeEvent(event: ServerEvent): void {
  switch (event.t) {
    case "changed":
      changed(event.key as string[]);
      break;
    case "revoked":
      sessionEnded(endReason(event.reason as string | undefined));
      break;
    default:
      receive(event);
  }
}

/** A key to refetch: everything that was read under it. `["person", id, "me"]` is what `useMe()` reads. */
function changed(key: string[]): void {
  if (key[0] === "person" && key[2] === "me") void queries.invalidateQueries({ queryKey: ["me"] });
  void queries.invalidateQueries({ queryKey: key });
}
