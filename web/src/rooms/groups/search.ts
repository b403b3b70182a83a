import { type Asked, FILTERS, IDLE_DAYS, ORDERS } from "./calls";

/** What of the register is shown, as the address has it; what it has not is as usual. */
export interface RegisterSearch {
  filter?: Asked["filter"];
  order?: Asked["order"];
  /** Days of silence that make a group idle. */
  idle?: Asked["idle_days"];
  q?: string;
  department?: string;
  /** Which group is open beside it. */
  group?: string;
}

export function registerSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const search: RegisterSearch = {};
  const filter = FILTERS.find((one) => one === raw.filter);
  const order = ORDERS.find((one) => one === raw.order);
  const idle = IDLE_DAYS.find((one) => one === Number(raw.idle));
  if (filter) search.filter = filter;
  if (order) search.order = order;
  if (idle) search.idle = idle;
  if (typeof raw.q === "string" || typeof raw.q === "number") search.q = String(raw.q);
  for (const name of ["department", "group"] as const) {
    if (typeof raw[name] === "string") search[name] = raw[name];
  }
  return { ...search };
}

/** What an address asks of the register. */
export function askedBy({ filter, order, idle, q, department }: RegisterSearch): Asked {
  return {
    filter: filter ?? "all",
    order: order ?? "recent",
    idle_days: idle ?? 90,
    q: q ?? "",
    department_id: department,
  };
}
