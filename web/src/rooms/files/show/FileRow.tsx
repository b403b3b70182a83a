import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FileCard, UrlOf } from "../calls";
import { lengthText, nameParts, sizeText } from "./format";
import { KindIcon } from "./KindIcon";
import css from "./show.module.css";

interface Props {
  file: FileCard;
  url: UrlOf;
  open: () => void;
}

/** A file by its sign, name and size; press to look at it, or save it. */
export function FileRow({ file, url, open }: Props) {
  const { t } = useTranslation("files");
  const [head, tail] = nameParts(file.name);
  const facts = [sizeText(file.size), file.duration_ms ? lengthText(file.duration_ms) : null].filter(Boolean);
  return (
    <div className={css.row}>
      <button type="button" className={css.open} onClick={open} title={file.name}>
        {file.preview ? (
          <img className={css.page} src={url(file, "thumb")} alt="" loading="lazy" />
        ) : (
          <KindIcon kind={file.kind} mime={file.mime} />
        )}
        <span className={css.words}>
          <span className={css.name}>
            <span>{head}</span>
            <span>{tail}</span>
          </span>
          <span className={css.facts}>{facts.join(" · ")}</span>
        </span>
      </button>
      <a
        className={css.save}
        href={url(file, "whole", true)}
        download={file.name}
        title={t("act.save")}
        aria-label={t("act.saveName", { name: file.name })}
      >
        <Download size={18} strokeWidth={1.75} aria-hidden />
      </a>
    </div>
  );
}
