/** Shapes of the search room, made from `docs/protocol/openapi.json`. */
import { api, take } from "@/app/api";
import type { Shape } from "@/app/types";

export type Hit = Shape<"Hit">;
export type Part = Shape<"Part">;
export type Section = Shape<"Section">;
export type Asked = Shape<"Question">;

/** What can be asked for by itself, in the order of the tabs. */
export const kinds = ["people", "departments", "contacts", "groups", "messages", "files", "links"] as const;
export type Kind = (typeof kinds)[number];

/** Whether a kind is of what was written somewhere, and not of people or places by their names. */
export function ofTexts(kind: Kind | undefined): boolean {
  return kind !== "people" && kind !== "departments" && kind !== "contacts" && kind !== "groups";
}

export async function search(asked: Asked, signal?: AbortSignal): Promise<Section[]> {
  const { sections } = await take(api.POST("/api/search", { body: asked, ...(signal && { signal }) }));
  return sections;
}

export function whole(parts: Part[] | undefined): string {
  return (parts ?? []).map((part) => part.text).join("");
}
