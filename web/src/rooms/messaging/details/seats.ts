import { queryOptions } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { queries } from "@/app/me";
import type { Seat } from "../calls";
import { whenChanged } from "../model/chat";
import type { ChatEvent } from "../model/events";

/** Groups larger than this are looked through by their first members here; the directory finds the others. */
const MOST = 500;

async function readSeats(id: string): Promise<Seat[]> {
  const seats: Seat[] = [];
  let after: string | undefined;
  do {
    const query = after === undefined ? { limit: 100 } : { after, limit: 100 };
    const params = { path: { conversation_id: id }, query };
    const page = await take(api.GET("/api/conversations/{conversation_id}/members", { params }));
    seats.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && seats.length < MOST);
  return seats;
}

/** Who sits in a conversation. */
export function seatsQuery(id: string) {
  return queryOptions({ queryKey: ["conversation", id, "members"], queryFn: () => readSeats(id) });
}

/** The conversation in which somebody came or left, took over or gave up, or may speak no more, or again. */
function moved(event: ChatEvent): string | null {
  if (event.t === "conversation") return event.id;
  if (event.t !== "message") return null;
  const counted = event.members !== null || event.admins !== null;
  return counted || event.kind === "owner" || event.kind === "silenced" ? event.conversation_id : null;
}

/** Called once a page. Only members on the screen are read again at once. */
export function startSeats(): void {
  whenChanged((event) => {
    const id = moved(event);
    if (id !== null) void queries.invalidateQueries({ queryKey: ["conversation", id, "members"] });
  });
}
