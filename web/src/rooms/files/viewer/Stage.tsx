import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { type KeyboardEvent, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useModal } from "@/kit/Dialog";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import type { FileCard, UrlOf } from "../calls";
import { sizeText } from "../show/format";
import { silence } from "../show/player";
import { Film, Sound } from "./Media";
import { Pages } from "./Pages";
import { Picture } from "./Picture";
import { closeViewer, type Looking, step } from "./state";
import { TextOf, Unshown } from "./TextOf";
import css from "./viewer.module.css";

/** Files one by one over the whole screen: arrow keys or a swipe go on, Esc goes back. */
export default function Stage({ looking, close }: { looking: Looking; close: () => void }) {
  const { t } = useTranslation("files");
  const dialog = useModal();
  const { files, index, url } = looking;
  const file = files[index];
  useEffect(silence, []);
  useLayer(true, close, { over: true });
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    // Within a film or a list of pages arrows have their own meaning.
    if (by === undefined || (event.target as HTMLElement).closest("video, audio, [data-arrows]")) return;
    event.preventDefault();
    step(by);
  };
  if (!file) return null;
  return (
    <dialog
      ref={dialog}
      className={css.viewer}
      aria-label={t("viewer.title")}
      onKeyDown={keys}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <Head file={file} url={url} index={index} count={files.length} />
      <div className={css.body} key={file.id}>
        <Content file={file} url={url} />
      </div>
      {index > 0 && <Aside side="before" />}
      {index < files.length - 1 && <Aside side="next" />}
    </dialog>
  );
}

function Head({ file, url, index, count }: { file: FileCard; url: UrlOf; index: number; count: number }) {
  const { t } = useTranslation("files");
  const place = count > 1 ? `${index + 1} / ${count} · ` : "";
  return (
    <header className={css.head}>
      <div className={css.words} aria-live="polite">
        <h2>{file.name}</h2>
        <p>{`${place}${sizeText(file.size)}`}</p>
      </div>
      <a
        className={css.act}
        href={url(file, "whole", true)}
        download={file.name}
        title={t("act.save")}
        aria-label={t("act.saveName", { name: file.name })}
      >
        <Download size={20} aria-hidden />
      </a>
      <IconButton className={css.act} label={t("act.close")} icon={<X />} onClick={closeViewer} />
    </header>
  );
}

function Aside({ side }: { side: "before" | "next" }) {
  const { t } = useTranslation("files");
  const next = side === "next";
  return (
    <IconButton
      className={`${css.act} ${next ? css.next : css.before}`}
      label={t(next ? "viewer.next" : "viewer.before")}
      icon={next ? <ChevronRight /> : <ChevronLeft />}
      onClick={() => step(next ? 1 : -1)}
    />
  );
}

function Content({ file, url }: { file: FileCard; url: UrlOf }) {
  switch (file.kind) {
    case "picture":
      return <Picture file={file} url={url} />;
    case "video":
      return <Film file={file} url={url} />;
    case "audio":
      return <Sound file={file} url={url} />;
    case "pdf":
      return <Pages file={file} url={url} />;
    case "text":
      return <TextOf file={file} url={url} />;
    default:
      return <Unshown file={file} url={url} />;
  }
}
