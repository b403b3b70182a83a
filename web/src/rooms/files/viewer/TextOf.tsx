import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/kit/states";
import type { FileCard, UrlOf } from "../calls";
import { sizeText } from "../show/format";
import { KindIcon } from "../show/KindIcon";
import css from "./viewer.module.css";

interface Props {
  file: FileCard;
  url: UrlOf;
}

/** Bytes that are shown of a text; the rest is for an editor. */
const MOST = 512 * 1024;

/** A text as it is written: never as a page. */
export function TextOf({ file, url }: Props) {
  const { t } = useTranslation("files");
  const [text, setText] = useState<string | null>();
  const address = url(file, "whole");
  useEffect(() => {
    const stop = new AbortController();
    fetch(address, { headers: { Range: `bytes=0-${MOST - 1}` }, signal: stop.signal })
      .then((answer) => (answer.ok ? answer.text() : null))
      .then(setText, () => setText(stop.signal.aborted ? undefined : null));
    return () => stop.abort();
  }, [address]);
  if (text === null) return <Unshown file={file} url={url} />;
  if (text === undefined) return <Skeleton rows={8} avatar={false} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div className={css.sheet} tabIndex={0} role="document" aria-label={file.name} data-arrows>
      <pre>{text}</pre>
      {file.size > MOST && <p>{t("viewer.cut", { size: sizeText(MOST) })}</p>}
    </div>
  );
}

/** What cannot be shown here is saved. */
export function Unshown({ file, url }: Props) {
  const { t } = useTranslation("files");
  return (
    <div className={css.unshown}>
      <KindIcon kind={file.kind} mime={file.mime} size={72} />
      <p>{t("viewer.unshown")}</p>
      <a href={url(file, "whole", true)} download={file.name}>
        <Download size={18} aria-hidden />
        {t("viewer.save", { size: sizeText(file.size) })}
      </a>
    </div>
  );
}
