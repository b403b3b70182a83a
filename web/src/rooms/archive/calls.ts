/** Shapes of the room, made from `docs/protocol/openapi.json`. */
import type { Shape } from "@/app/types";

export type Export = Shape<"ExportView">;
export type Size = Shape<"ExportSize">;
export type GroupChoice = Shape<"GroupChoice">;

/** What is taken out: a conversation of one's own, or with `org` a group by the power over the organisation's. */
export interface Subject {
  id: string;
  name: string;
  org?: string | undefined;
}

/** A period, both ends in RFC 3339; none is open. */
export interface Period {
  since?: string | undefined;
  until?: string | undefined;
}

export type Import = Shape<"ImportView">;
export type ImportPreview = NonNullable<Import["preview"]>;
export type Attestation = Shape<"ImportAttestation">;
