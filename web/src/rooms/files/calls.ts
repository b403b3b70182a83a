/** Shapes of the files room, as `docs/protocol/openapi.json` has them. */
import type { Shape } from "@/app/types";

export type Upload = Shape<"UploadView">;
/** A file as a message holds it. */
export type FileCard = Shape<"FileCard">;
export type Completion = Shape<"Completion">;
export type Kind = FileCard["kind"];
/** All of it, as large as screens show it, or small. */
export type Variant = "whole" | "display" | "thumb";
/** Where a file is fetched: the room that holds it knows. With `save` the browser keeps it. */
export type UrlOf = (file: FileCard, variant?: Variant, save?: boolean) => string;
