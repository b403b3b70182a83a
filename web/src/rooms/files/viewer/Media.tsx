import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileCard, UrlOf } from "../calls";
import { KindIcon } from "../show/KindIcon";
import { Waveform } from "../show/Waveform";
import { Unshown } from "./TextOf";
import css from "./viewer.module.css";

interface Props {
  file: FileCard;
  url: UrlOf;
}

export function Film({ file, url }: Props) {
  const { t } = useTranslation("files");
  const [broken, setBroken] = useState(false);
  if (broken) return <Unshown file={file} url={url} />;
  return (
    <video
      className={css.film}
      src={url(file, "whole")}
      {...(file.preview && { poster: url(file, "display") })}
      controls
      autoPlay
      playsInline
      aria-label={t("viewer.film", { name: file.name })}
      onError={() => setBroken(true)}
    />
  );
}

export function Sound({ file, url }: Props) {
  const { t } = useTranslation("files");
  const [broken, setBroken] = useState(false);
  if (broken) return <Unshown file={file} url={url} />;
  return (
    <div className={css.sound}>
      <KindIcon kind="audio" size={72} />
      {file.waveform?.length ? <Waveform heights={file.waveform} /> : null}
      {/* biome-ignore lint/a11y/useMediaCaption: sounds that people send bring no captions */}
      <audio
        src={url(file, "whole")}
        controls
        autoPlay
        aria-label={t("viewer.sound", { name: file.name })}
        onError={() => setBroken(true)}
      />
    </div>
  );
}
