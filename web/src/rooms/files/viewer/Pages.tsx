import { ZoomIn, ZoomOut } from "lucide-react";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/kit/IconButton";
import { Skeleton } from "@/kit/states";
import type { FileCard, UrlOf } from "../calls";
import { Unshown } from "./TextOf";
import css from "./viewer.module.css";

interface Props {
  file: FileCard;
  url: UrlOf;
}

/** A document's pages, drawn as they come near. */
export function Pages({ file, url }: Props) {
  const { t } = useTranslation("files");
  const opened = useDocument(url(file, "whole"));
  const [wide, setWide] = useState(900);
  if (opened === null) return <Unshown file={file} url={url} />;
  if (opened === undefined) return <Skeleton rows={8} avatar={false} />;
  const zoom = (factor: number) => setWide((was) => Math.min(2400, Math.max(300, was * factor)));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <div className={css.pages} tabIndex={0} role="document" aria-label={file.name} data-arrows>
        {Array.from({ length: opened.numPages }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
          <Page key={index} document={opened} number={index + 1} wide={wide} />
        ))}
      </div>
      <div className={css.tools}>
        <IconButton className={css.act} label={t("viewer.smaller")} icon={<ZoomOut />} onClick={() => zoom(1 / 1.25)} />
        <output className={css.scale}>{t("viewer.pages", { count: opened.numPages })}</output>
        <IconButton className={css.act} label={t("viewer.larger")} icon={<ZoomIn />} onClick={() => zoom(1.25)} />
      </div>
    </>
  );
}

/** The opened document; nothing while it is opened, null when it cannot be. */
function useDocument(url: string): PDFDocumentProxy | null | undefined {
  const [found, setFound] = useState<PDFDocumentProxy | null>();
  useEffect(() => {
    let left = false;
    const opening = import("./pdf").then(({ openPdf }) => openPdf({ url }));
    opening.then(
      ({ document }) => left || setFound(document),
      () => left || setFound(null),
    );
    return () => {
      left = true;
      opening.then(
        ({ close }) => close(),
        () => undefined,
      );
    };
  }, [url]);
  return found;
}

/** One page: a place of its shape, and its picture once it is near the screen. */
function Page({ document: whole, number, wide }: { document: PDFDocumentProxy; number: number; wide: number }) {
  const { t } = useTranslation("files");
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [shape, setShape] = useState("1 / 1.414");
  useEffect(() => {
    if (!canvas.current) return;
    const watch = new IntersectionObserver(([seen]) => setNear(seen?.isIntersecting ?? false), { rootMargin: "800px" });
    watch.observe(canvas.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (!near) return;
    let left = false;
    let stop: (() => void) | undefined;
    whole.getPage(number).then((page) => {
      if (left || !canvas.current) return;
      const plain = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: (wide * Math.min(2, devicePixelRatio)) / plain.width });
      setShape(`${plain.width} / ${plain.height}`);
      canvas.current.width = Math.ceil(viewport.width);
      canvas.current.height = Math.ceil(viewport.height);
      const drawing = page.render({ canvas: canvas.current, viewport });
      stop = () => drawing.cancel();
      // Cancelled when the page is left behind.
      drawing.promise.catch(() => undefined);
    });
    return () => {
      left = true;
      stop?.();
    };
  }, [near, whole, number, wide]);
  return (
    <canvas
      ref={canvas}
      className={css.page}
      style={{ width: wide, aspectRatio: shape }}
      role="img"
      aria-label={t("viewer.page", { number })}
    />
  );
}
