/** The socket of this device: opened with the shell, closed with the session. */
import { onSignOut } from "./forget";
import { meQuery, queries } from "./me";
import { forgetPresence, setPresenceTransport } from "./presence";
import { isAway, Problem } from "./problem";
import { reach, whenBack } from "./reach";
import { type ServerEvent, Socket } from "./socket";
import { useStore } from "./store";

/** What is done with events is said by `startLive()`, which knows the rooms, before the socket is opened. */
let take: (event: ServerEvent) => void = () => undefined;

export function onEvents(taker: (event: ServerEvent) => void): void {
  take = taker;
}

export const socket = new Socket({
  url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/socket`,
  onEvent: (event) => take(event),
  // A 401 here ends the session (see api.ts).
  onDoubt: async () => {
    // What fails is only a lost network: the socket comes back by itself.
    await queries.fetchQuery({ ...meQuery, staleTime: 0, retry: false }).catch(() => undefined);
  },
});

const isOffline = (error: unknown) => error instanceof Problem && isAway(error);

setPresenceTransport(socket);
onSignOut(() => socket.stop());
// Whatever got through first: there is no reason to wait any longer.
whenBack(() => socket.hurry());
socket.link.subscribe(() => {
  if (socket.link.get() === "online") reach.set(true);
  if (socket.link.get() === "offline") forgetPresence();
  // What could not be loaded is loaded when the line is back.
  if (socket.link.get() === "online")
    void queries.refetchQueries({ predicate: (query) => isOffline(query.state.error) });
});

export function useLink() {
  return useStore(socket.link, (link) => link);
}
