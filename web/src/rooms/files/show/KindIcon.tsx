import {
  Archive,
  AudioLines,
  File as Blank,
  FileText,
  Film,
  Image,
  type LucideIcon,
  NotebookText,
  Presentation,
  Table,
} from "lucide-react";
import type { Kind } from "../calls";
import css from "./show.module.css";

const icons: Record<Kind, LucideIcon> = {
  picture: Image,
  video: Film,
  audio: AudioLines,
  pdf: NotebookText,
  text: FileText,
  archive: Archive,
  office: FileText,
  other: Blank,
};

/** The sign of a kind of file; sheets and slides have their own. */
export function KindIcon({ kind, mime = "", size = 40 }: { kind: Kind; mime?: string; size?: number }) {
  const office = /sheet|excel/.test(mime) ? Table : /presentation|powerpoint/.test(mime) ? Presentation : null;
  const Icon = (kind === "office" && office) || icons[kind];
  return (
    <span className={css.icon} data-kind={kind} style={{ width: size, height: size }} aria-hidden>
      <Icon size={Math.round(size * 0.5)} strokeWidth={1.75} />
    </span>
  );
}

/** What a file most likely is, before the server has looked: for its sign alone. */
export function guessKind(mime: string): Kind {
  const [family] = mime.split("/");
  if (family === "image") return "picture";
  if (family === "video" || family === "audio" || family === "text") return family;
  if (mime === "application/pdf") return "pdf";
  if (/officedocument|opendocument|msword|ms-excel|ms-powerpoint/.test(mime)) return "office";
  return /zip|rar|7z|tar|gzip/.test(mime) ? "archive" : "other";
}
