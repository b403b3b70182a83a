/** Shapes of the room, made from `docs/protocol/openapi.json`. */
import type { Shape } from "@/app/types";

export type GroupRow = Shape<"GroupRow">;
export type GroupCounts = Shape<"GroupCounts">;
export type SeatRow = Shape<"SeatRow">;
export type GroupCard = Shape<"GroupCard">;
export type OwnRequest = Shape<"OwnRequest">;

export const FILTERS = ["all", "ownerless", "fell", "adminless", "idle", "warned", "ended"] as const;
export const IDLE_DAYS = [30, 90, 180, 365] as const;
export const ORDERS = ["recent", "idle", "size"] as const;

/** What of the register is asked for. */
export interface Asked {
  filter: (typeof FILTERS)[number];
  order: (typeof ORDERS)[number];
  idle_days: (typeof IDLE_DAYS)[number];
  department_id?: string | undefined;
  q: string;
}
