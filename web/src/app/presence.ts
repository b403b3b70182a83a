/**
 * How people are just now. Whatever shows a person says so by `usePresence`; the socket watches all that are shown, and
 * what it tells is kept here (docs/protocol/realtime.md).
 */
import { useEffect } from "react";
import { onSignOut } from "./forget";
import { asProblem } from "./problem";
import type { ServerEvent } from "./socket";
import { store, useStore } from "./store";
import type { Shape } from "./types";

export type Presence = Shape<"Presence">;
export type PresenceState = NonNullable<Presence["state"]>;
export const STATES: PresenceState[] = ["working", "meeting", "leave", "travel", "dnd"];

interface Transport {
  readonly ready: boolean;
  command: (name: string, fields: Record<string, unknown>) => Promise<unknown>;
}

/** As many as one socket may watch. */
export const MOST = 300;
const SETTLE = 150;
const AGAIN = 5_000;

const known = store<Record<string, Presence | null>>({});
/** How many places show each person; the one shown last stands last. */
const shown = new Map<string, number>();
let transport: Transport | null = null;
let watched: ReadonlySet<string> = new Set();
let timer: ReturnType<typeof setTimeout> | undefined;

export function setPresenceTransport(next: Transport): void {
  transport = next;
}

/** Events of the socket: a new one watches nobody yet, so what was known is told anew. */
export function receivePresence(event: ServerEvent): void {
  if (event.t === "hello") {
    watched = new Set();
    soon(0);
  } else if (event.t === "presence") {
    const people = event.people as Record<string, Presence | null>;
    known.set((was) => ({ ...was, ...people }));
  }
}

/** The line is gone: what one knew may not be so any more. */
export function forgetPresence(): void {
  watched = new Set();
  known.set({});
}

onSignOut(forgetPresence);

function soon(wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(watch, wait);
}

/** Tells the server whom this device shows; of too many, those shown last. */
function watch(): void {
  const people = [...shown.keys()].slice(-MOST);
  if (!transport?.ready || (people.length === watched.size && people.every((one) => watched.has(one)))) return;
  watched = new Set(people);
  const gone = Object.keys(known.get()).filter((one) => !watched.has(one));
  if (gone.length > 0) {
    known.set((was) => Object.fromEntries(Object.entries(was).filter(([one]) => watched.has(one))));
  }
  transport.command("watch", { people }).catch((error: unknown) => {
    // Refused for asking too often, or not answered: asked again. Without a line, the next one begins anew.
    watched = new Set();
    if (transport?.ready) soon((asProblem(error).retryAfter ?? 0) * 1000 || AGAIN);
  });
}

/** Follows a person while mounted. */
export function showPerson(person: string): () => void {
  const count = shown.get(person) ?? 0;
  shown.delete(person);
  shown.set(person, count + 1);
  soon(SETTLE);
  return () => {
    const left = (shown.get(person) ?? 1) - 1;
    if (left > 0) shown.set(person, left);
    else shown.delete(person);
    soon(SETTLE);
  };
}

/** How a person is now; null while unknown, and for whoever is not shown to this person. */
export function usePresence(person: string | null | undefined): Presence | null {
  useEffect(() => (person ? showPerson(person) : undefined), [person]);
  return useStore(known, (all) => (person ? (all[person] ?? null) : null));
}
