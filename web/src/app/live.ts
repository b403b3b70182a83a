/** The socket of this device: opened with the shell, closed with the session. */
import { loadFirst, setTransport } from "@/rooms/messaging/door";
import { takeEvent } from "./events";
import { onSignOut } from "./forget";
import { meQuery, queries } from "./me";
import { forgetPresence, setPresenceTransport } from "./presence";
import { isAway, Problem } from "./problem";
import { reach, whenBack } from "./reach";
import { Socket } from "./socket";
import { useStore } from "./store";

export const socket = new Socket({
  url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/socket`,
  onEvent: takeEvent,
  // A 401 here ends the session (see api.ts).
  onDoubt: async () => {
    // What fails is only a lost network: the socket comes back by itself.
    await queries.fetchQuery({ ...meQuery, staleTime: 0, retry: false }).catch(() => undefined);
  },
});

const isOffline = (error: unknown) => error instanceof Problem && isAway(error);

setTransport(socket);
setPresenceTransport(socket);
onSignOut(() => socket.stop());
// Whatever got through first: there is no reason to wait any longer.
whenBack(() => socket.hurry());
socket.link.subscribe(() => {
  if (socket.link.get() === "online") reach.set(true);
  // What cannot be loaded now is loaded when the line is back.
  // Neither way through: the list shows that it is offline, and the next try is the socket's.
  if (socket.link.get() === "offline") forgetPresence();
  if (socket.link.get() === "offline") void loadFirst().catch(() => undefined);
  if (socket.link.get() === "online")
    void queries.refetchQueries({ predicate: (query) => isOffline(query.state.error) });
});

export function useLink() {
  return useStore(socket.link, (link) => link);
}
