/** The one place where events of the socket meet the caches of this device. */
import { loadFirst, receive, reload, setTransport } from "@/rooms/messaging/door";
import { onEvents, socket } from "./live";
import { queries } from "./me";
import { receivePresence } from "./presence";
import { endReason, sessionEnded } from "./session-end";
import type { ServerEvent } from "./socket";
import { confirmSession } from "./vault/vault";

/** Called once, with the shell: the socket speaks to the rooms, and they by it. */
export function startLive(): void {
  onEvents(takeEvent);
  setTransport(socket);
  socket.link.subscribe(() => {
    // Neither way through: the list shows that it is offline, and the next try is the socket's.
    if (socket.link.get() === "offline") void loadFirst().catch(() => undefined);
  });
}

function takeEvent(event: ServerEvent): void {
  switch (event.t) {
    case "hello":
      void confirmSession(String(event.session_id));
      receivePresence(event);
      receive(event);
      break;
    case "changed":
      changed(event.key as string[]);
      break;
    case "revoked":
      sessionEnded(endReason(event.reason));
      break;
    case "resync":
      // What changed meanwhile nobody will tell: all that is on the screen is read again.
      void queries.invalidateQueries();
      receive(event);
      break;
    case "presence":
      receivePresence(event);
      break;
    default:
      receive(event);
      // What was taken back is not to stand among what was found.
      if (event.t === "message" && event.kind === "recall") void queries.invalidateQueries({ queryKey: ["search"] });
      // Whoever looks at what is kept at hand, on whichever device, looked before this one was among it.
      if (event.t === "own" && typeof event.favourite === "boolean")
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] === "favourites" });
  }
}

const mine = new Set(["me", "memberships", "invitations"]);

/** A key to refetch: everything that was read under it. */
function changed(key: string[]): void {
  // What `useMe()` reads is put together of these.
  if (key[0] === "person" && mine.has(key[2] ?? "")) void queries.invalidateQueries({ queryKey: ["me"] });
  if (key[0] === "conversation" && key[1] && key[2] === "receipts") {
    reload(key[1]);
    void queries.invalidateQueries({ queryKey: ["conversation", key[1], "effects"] });
  }
  // What changed in an organisation somebody did: whoever has the audit desk open sees it at once.
  if (key[0] === "organisation" && key[1])
    void queries.invalidateQueries({ queryKey: ["organisation", key[1], "audit"] });
  void queries.invalidateQueries({ queryKey: key });
}
