import { Play } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileCard, UrlOf } from "../calls";
import { lengthText } from "./format";
import { boxOf, columnsOf, SHOWN, WIDE } from "./room";
import css from "./show.module.css";

interface Props {
  files: FileCard[];
  url: UrlOf;
  open: (file: FileCard) => void;
}

/** One in its own shape; several as squares, of which the last tells how many more there are. */
export function Pictures({ files, url, open }: Props) {
  const [only] = files;
  if (only && files.length === 1) return <Tile file={only} url={url} open={open} box={boxOf(only)} large />;
  const columns = columnsOf(files.length);
  const more = files.length - SHOWN;
  return (
    <div className={css.grid} style={{ "--columns": columns } as CSSProperties}>
      {files.slice(0, SHOWN).map((file, index) => (
        <Tile key={file.id} file={file} url={url} open={open} more={index === SHOWN - 1 && more > 0 ? more : 0} />
      ))}
    </div>
  );
}

interface TileProps extends Omit<Props, "files"> {
  file: FileCard;
  box?: CSSProperties;
  large?: boolean;
  more?: number;
}

function Tile({ file, url, open, box, large, more = 0 }: TileProps) {
  const { t } = useTranslation("files");
  const [broken, setBroken] = useState(false);
  const film = file.kind === "video";
  const label = t(film ? "block.playFilm" : "block.showPicture", { name: file.name });
  const sources = large ? `${url(file, "thumb")} 400w, ${url(file, "display")} 1280w` : undefined;
  return (
    <button
      type="button"
      className={`${css.tile} ${large ? css.large : ""}`}
      style={box}
      onClick={() => open(file)}
      aria-label={label}
    >
      {broken ? (
        <span className={css.broken}>{file.name}</span>
      ) : (
        <img
          src={url(file, "thumb")}
          {...(sources && { srcSet: sources, sizes: `${WIDE}px` })}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
        />
      )}
      {film && (
        <span className={css.film}>
          <Play size={20} fill="currentColor" />
        </span>
      )}
      {film && file.duration_ms ? <span className={css.length}>{lengthText(file.duration_ms)}</span> : null}
      {more > 0 && <span className={css.more}>+{more}</span>}
    </button>
  );
}
