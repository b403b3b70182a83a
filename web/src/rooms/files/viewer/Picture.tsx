import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import type { FileCard, UrlOf } from "../calls";
import { Unshown } from "./TextOf";
import { usePan } from "./usePan";
import css from "./viewer.module.css";

/** Beyond this the finest of what was sent is fetched. */
const FINE = 1.5;

export function Picture({ file, url }: { file: FileCard; url: UrlOf }) {
  const { t } = useTranslation("files");
  const frame = useRef<HTMLDivElement>(null);
  const [broken, setBroken] = useState(false);
  const size = { width: file.width || 1024, height: file.height || 1024 };
  const { view, zoom, reset, handlers } = usePan(frame, size);
  if (broken) return <Unshown file={file} url={url} />;
  const moved = { transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` };
  return (
    <>
      <div ref={frame} className={css.frame} data-zoomed={view.scale > 1} {...handlers}>
        <img
          src={url(file, view.scale > FINE ? "whole" : "display")}
          alt={t("viewer.picture", { name: file.name })}
          width={size.width}
          height={size.height}
          draggable={false}
          style={{ ...moved, backgroundImage: `url("${url(file, "thumb")}")` }}
          onError={() => setBroken(true)}
        />
      </div>
      <div className={css.tools}>
        <IconButton className={css.act} label={t("viewer.smaller")} icon={<ZoomOut />} onClick={() => zoom(1 / 1.5)} />
        <output className={css.scale}>{Math.round(view.scale * 100)}%</output>
        <IconButton className={css.act} label={t("viewer.larger")} icon={<ZoomIn />} onClick={() => zoom(1.5)} />
        <IconButton className={css.act} label={t("viewer.fit")} icon={<Maximize />} onClick={reset} />
      </div>
    </>
  );
}
