/** What becomes of one's memberships while the page is open is said at once, and stays until it was read. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/kit/toast";
import { type Me, useMe } from "./me";

/** Left by one's own hand: no news. */
let leaving: string | null = null;

export function leavingOrganisation(id: string): void {
  leaving = id;
}

/** Where one can do nothing now; what a device kept from before this was told has none. */
export function haltedOf(me: Me): Me["halted"] {
  return me.halted ?? [];
}

type News = { what: "left" | "suspended" | "back"; id: string; name: string };

/** What changed between two looks. */
export function newsOf(before: Me, now: Me): News[] {
  const has = (me: Me, id: string) => me.memberships.some((one) => one.organisation.id === id);
  const suspended = (me: Me, id: string) =>
    haltedOf(me).some((one) => one.state === "suspended" && one.organisation.id === id);
  const gone = before.memberships
    .filter(({ organisation: { id } }) => !has(now, id))
    .map(({ organisation: { id, name } }): News => ({ what: suspended(now, id) ? "suspended" : "left", id, name }));
  const back = now.memberships
    .filter(({ organisation: { id } }) => !has(before, id) && suspended(before, id))
    .map(({ organisation: { id, name } }): News => ({ what: "back", id, name }));
  return [...gone, ...back];
}

export function useStandingNews(): void {
  const { t } = useTranslation("app");
  const me = useMe();
  const last = useRef(me);
  useEffect(() => {
    const before = last.current;
    last.current = me;
    if (before.id !== me.id) return;
    for (const { what, id, name } of newsOf(before, me)) {
      if (id === leaving) leaving = null;
      else toast(t(`standing.${what}`, { organisation: name }), { urgent: true, lasting: `standing.${id}` });
    }
  }, [me, t]);
}
