import { queryOptions } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Seat } from "../calls";

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
