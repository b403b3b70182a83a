/** Shapes of the room, made from `docs/protocol/openapi.json`. */
import type { Shape } from "@/app/types";

export type KeptRealm = Shape<"KeptRealm">;
export type KeptKind = Shape<"KeptKind">;
export type Look = Shape<"LookView">;
export type OwnEffect = Shape<"EffectView">;
export type RecordExport = Shape<"ArchiveView">;
