/** Reads and acts; the server names `organisation/<id>/stickers` when something changed there. */
import { queryOptions, useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { api, take } from "@/app/api";
import type { Problem } from "@/app/problem";
import type { Sticker, StickerSet } from "./calls";

const SETS = "/api/organisations/{organisation_id}/sticker-sets" as const;
const SET = "/api/organisations/{organisation_id}/sticker-sets/{set_id}" as const;
const STICKER = "/api/organisations/{organisation_id}/sticker-sets/{set_id}/stickers/{sticker_id}" as const;

const key = (org: string) => ["organisation", org, "stickers"];

export const setsQuery = (org: string) =>
  queryOptions<StickerSet[], Problem>({
    queryKey: key(org),
    queryFn: async () => (await take(api.GET(SETS, { params: { path: { organisation_id: org } } }))).items,
    staleTime: 5 * 60_000,
  });

/** The sets of some organisations that hold something; those that do not come are left out. */
export function useSets(orgs: string[]): { org: string; set: StickerSet }[] {
  return useQueries({
    queries: orgs.map(setsQuery),
    combine: (found) =>
      found.flatMap(({ data }, at) =>
        (data ?? []).filter(({ stickers }) => stickers.length > 0).map((set) => ({ org: orgs[at] ?? "", set })),
      ),
  });
}

export function pictureOf(org: string, set: string, sticker: string): string {
  return `/api/organisations/${org}/sticker-sets/${set}/stickers/${sticker}/picture`;
}

/** An act on the sets of an organisation; they are read again after it, refused or not. */
function useAct<Said>(org: string, act: (said: Said) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation<unknown, Problem, Said>({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: key(org) }),
  });
}

const at = (org: string, set: string) => ({ params: { path: { organisation_id: org, set_id: set } } });

/** Makes a set under `client_id`, or with `id` renames it. */
export function useSaveSet(org: string) {
  return useAct<{ id?: string; client_id: string; name: string }>(org, ({ id, ...body }) =>
    id
      ? take(api.PATCH(SET, { ...at(org, id), body: { name: body.name } }))
      : take(api.POST(SETS, { params: { path: { organisation_id: org } }, body })),
  );
}

export function useRemoveSet(org: string) {
  return useAct<string>(org, (set) => take(api.DELETE(SET, at(org, set))));
}

export function useOrderSets(org: string) {
  return useAct<string[]>(org, (ids) =>
    take(api.PUT(`${SETS}/order`, { params: { path: { organisation_id: org } }, body: { ids } })),
  );
}

export function useOrderStickers(org: string, set: string) {
  return useAct<string[]>(org, (ids) => take(api.PUT(`${SET}/order`, { ...at(org, set), body: { ids } })));
}

const one = (org: string, set: string, id: string) => ({
  params: { path: { organisation_id: org, set_id: set, sticker_id: id } },
});

export function useChangeSticker(org: string, set: string) {
  return useAct<Sticker>(org, ({ id, ...body }) => take(api.PATCH(STICKER, { ...one(org, set, id), body })));
}

export function useRemoveSticker(org: string, set: string) {
  return useAct<string>(org, (id) => take(api.DELETE(STICKER, one(org, set, id))));
}

/** Adds a picture; under the same `client_id` once, however often it is tried. */
export function addSticker(org: string, set: string, file: File, label: string, client_id: string) {
  const raw = { body: "", bodySerializer: () => file };
  const params = { ...at(org, set).params, query: { client_id, label } };
  return take(api.POST(`${SET}/stickers`, { params, headers: { "Content-Type": "application/octet-stream" }, ...raw }));
}
