/** Shapes of the room, made from `docs/protocol/openapi.json`. */
import type { Shape } from "@/app/types";

export type StickerSet = Shape<"StickerSetView">;
export type Sticker = Shape<"StickerView">;
