import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import { useMe } from "@/app/me";
import type { Problem } from "@/app/problem";
import { usePages } from "@/kit/usePages";
import type { AskedLink, ExternalCard, ExternalIn, ExternalRow } from "../calls";

export type Whose = "all" | "mine" | "left";

const PATH = "/api/organisations/{organisation_id}/external-contacts";
const ONE = "/api/organisations/{organisation_id}/external-contacts/{contact_id}";
const LINK = "/api/me/contact-links/{contact_id}";

const keysOf = (org: string) => ["organisation", org, "external-contacts"];
const cardKey = (org: string, contact: string) => [...keysOf(org), "card", contact];

export function useExternals(org: string, whose: Whose, q: string, enabled = true) {
  const query = { ...(whose !== "all" && { whose }), ...(q && { q }) };
  return usePages<ExternalRow>(
    [...keysOf(org), query],
    (after) => take(api.GET(PATH, { params: { path: { organisation_id: org }, query: { ...query, ...after } } })),
    { enabled },
  );
}

const at = (org: string, contact: string) => ({ path: { organisation_id: org, contact_id: contact } });

export function useExternal(org: string, contact: string) {
  return useQuery<ExternalCard, Problem>({
    queryKey: cardKey(org, contact),
    queryFn: () => take(api.GET(ONE, { params: at(org, contact) })),
  });
}

/** The whole number and the note, which the audit log keeps that one has read. */
export function useWhole(org: string, contact: string) {
  const client = useQueryClient();
  return useMutation<ExternalCard, Problem>({
    mutationFn: () => take(api.GET(ONE, { params: { ...at(org, contact), query: { contact: true } } })),
    onSuccess: (card) => client.setQueryData(cardKey(org, contact), card),
  });
}

/** A contact to write anew needs all that is kept of it. */
export const readWhole = (org: string, contact: string) =>
  take(api.GET(ONE, { params: { ...at(org, contact), query: { contact: true } } }));

function useActs(org: string) {
  const client = useQueryClient();
  return { onSuccess: () => client.invalidateQueries({ queryKey: keysOf(org) }) };
}

/** Keep somebody new, or write anew whom one keeps; gives the id. */
export function useKeep(org: string, contact: string | undefined) {
  return useMutation<{ id: string }, Problem, ExternalIn>({
    mutationFn: (body) =>
      contact
        ? take(api.PUT(ONE, { params: at(org, contact), body }))
        : take(api.POST(PATH, { params: { path: { organisation_id: org } }, body })),
    ...useActs(org),
  });
}

export function useDelete(org: string, contact: string) {
  return useMutation<unknown, Problem>({
    mutationFn: () => take(api.DELETE(ONE, { params: at(org, contact) })),
    ...useActs(org),
  });
}

interface Handover {
  from_member_id: string;
  to_member_id: string;
  contact_ids?: string[];
}

export function useHandOver(org: string) {
  return useMutation<{ contacts: number }, Problem, Handover>({
    mutationFn: (body) => take(api.POST(`${PATH}/handover`, { params: { path: { organisation_id: org } }, body })),
    ...useActs(org),
  });
}

/** Ask whether the card may be joined to an account, or take it apart. */
export function useLink(org: string, contact: string) {
  return useMutation<unknown, Problem, boolean>({
    mutationFn: (ask) =>
      ask
        ? take(api.POST(`${ONE}/link`, { params: at(org, contact) }))
        : take(api.DELETE(`${ONE}/link`, { params: at(org, contact) })),
    ...useActs(org),
  });
}

/** Cards that organisations keep of oneself. */
export function useAskedLinks() {
  const me = useMe();
  return useQuery<AskedLink[], Problem>({
    queryKey: ["person", me.id, "contact-links"],
    queryFn: () => take(api.GET("/api/me/contact-links")),
    staleTime: 60_000,
  });
}

export function useAnswerLink() {
  const me = useMe();
  const client = useQueryClient();
  return useMutation<unknown, Problem, { contact: string; join: boolean }>({
    mutationFn: ({ contact, join }) => {
      const params = { path: { contact_id: contact } };
      return join ? take(api.POST(LINK, { params })) : take(api.DELETE(LINK, { params }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["person", me.id, "contact-links"] }),
  });
}
