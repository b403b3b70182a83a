import { keepPreviousData, type QueryKey, queryOptions, useQuery } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useSettled } from "@/app/colleagues";
import { queries } from "@/app/me";
import type { Page } from "@/app/types";
import { usePages } from "@/kit/usePages";
import type { Seat } from "../calls";
import { whenChanged } from "../model/chat";
import type { ChatEvent } from "../model/events";

/** Of groups larger than this the first members are read here, those who run it among them; the others are found by name. */
const MOST = 500;
const LIMIT = 100;

interface Wanted {
  q?: string;
  /** Of these people, divided by commas. */
  ids?: string;
  after?: string;
  limit?: number;
}

export function seatsKey(id: string): string[] {
  return ["conversation", id, "members"];
}

export function requestsKey(id: string): string[] {
  return ["conversation", id, "requests"];
}

function readPage(id: string, wanted: Wanted): Promise<Page<Seat>> {
  const params = { path: { conversation_id: id }, query: { limit: LIMIT, ...wanted } };
  return take(api.GET("/api/conversations/{conversation_id}/members", { params }));
}

async function readSeats(id: string): Promise<Seat[]> {
  const seats: Seat[] = [];
  let after: string | undefined;
  do {
    const page = await readPage(id, after === undefined ? {} : { after });
    seats.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && seats.length < MOST);
  return seats;
}

/** Who sits in a conversation, where they are wanted all at once. */
export function seatsQuery(id: string) {
  return queryOptions({ queryKey: [...seatsKey(id), "first"], queryFn: () => readSeats(id) });
}

/** Page by page, or those of a name, pinyin or initials. */
export function useSeats(id: string, q: string) {
  return usePages<Seat>([...seatsKey(id), "pages", q], (after) => readPage(id, q ? { q, ...after } : after), {
    placeholderData: keepPreviousData,
  });
}

/** Those the group can be handed to, page by page, or those of a name: all but its owner. */
export function useHeirs(id: string, q: string) {
  const read = async (after: { after?: string }) => {
    const page = await readPage(id, q ? { q, ...after } : after);
    return { ...page, items: page.items.filter((seat) => seat.role !== "owner") };
  };
  return usePages<Seat>([...seatsKey(id), "heirs", q], read, { placeholderData: keepPreviousData });
}

/** The first members of a name, once one pauses in writing it; none while that is not what was looked for. */
export function useNamed(id: string, typed: string, limit: number): Seat[] {
  const q = useSettled(typed);
  const { data } = useQuery({
    queryKey: [...seatsKey(id), "named", q],
    queryFn: () => readPage(id, { q, limit }),
    enabled: q !== "" && q === typed,
  });
  return q === typed ? (data?.items ?? NONE) : NONE;
}

const NONE: Seat[] = [];

/** Of the people found, who is in the group already; both at once, so that nobody is offered who is. None: it is not made yet. */
export function useHere<One extends { id: string }>(group: string | undefined, found: One[] | undefined) {
  const ids = found?.map((one) => one.id) ?? [];
  return useQuery({
    queryKey: [...seatsKey(group ?? ""), "among", ...ids],
    queryFn: async () => ({ people: found ?? [], here: new Set(group ? await readHere(group, ids) : []) }),
    enabled: found !== undefined,
    placeholderData: keepPreviousData,
  });
}

async function readHere(group: string, ids: string[]): Promise<string[]> {
  const page = await readPage(group, { ids: ids.join(","), limit: LIMIT });
  return page.items.map((seat) => seat.person_id);
}

/** Whether a member may not speak at present. */
export function silent(seat: Seat): boolean {
  return seat.role === "member" && Boolean(seat.silenced_until) && Date.parse(seat.silenced_until ?? "") > Date.now();
}

/** The conversation in which somebody came or left, took over or gave up, or may speak no more, or again. */
function moved(event: ChatEvent): string | null {
  if (event.t === "conversation") return event.id;
  if (event.t !== "message") return null;
  const counted = event.members !== null || event.admins !== null;
  return counted || event.kind === "owner" || event.kind === "silenced" ? event.conversation_id : null;
}

/** What of a conversation is read again whole: it may be another while its count is the same. */
const UNTOLD: ReadonlySet<unknown> = new Set(["members", "requests", "announcements"]);

/** Called once a page. Only what is on the screen is read again at once. */
export function startSeats(): void {
  whenChanged((event) => {
    const id = moved(event);
    if (id !== null) void queries.invalidateQueries({ queryKey: seatsKey(id) });
    if (event.t === "conversation") void queries.invalidateQueries({ queryKey: requestsKey(event.id) });
    // What happened while the line was broken nobody tells one by one.
    if (event.t === "snapshot") void queries.invalidateQueries({ predicate: ({ queryKey }) => isUntold(queryKey) });
  });
}

/** Of whichever conversation. */
function isUntold([about, , what]: QueryKey): boolean {
  return about === "conversation" && UNTOLD.has(what);
}
