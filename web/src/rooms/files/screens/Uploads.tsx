import Button from "antd/es/button";
import { FileClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isLost } from "@/app/problem";
import { Sheet } from "@/kit/Sheet";
import { EmptyState, ErrorState, Skeleton } from "@/kit/states";
import { toast } from "@/kit/toast";
import { SettingsFrame } from "@/rooms/accounts/door";
import type { FileCard, Upload, UrlOf } from "../calls";
import { useGiveUp, useWaiting } from "../queries";
import { FileRow } from "../show/FileRow";
import { sizeText } from "../show/format";
import { guessKind, KindIcon } from "../show/KindIcon";
import { removeFiles } from "../upload/manager";
import { uploads } from "../upload/works";
import { openViewer } from "../viewer/state";
import css from "./Uploads.module.css";

const url: UrlOf = (file, variant = "whole", save = false) =>
  `/api/uploads/${file.id}/content?variant=${variant}${save ? "&save=true" : ""}`;

/** What one uploaded and did not send: looked at, or removed. */
export default function Uploads() {
  const { t } = useTranslation("files");
  return (
    <SettingsFrame title={t("uploads.title")} intro={t("uploads.intro")} wide>
      <Waiting />
    </SettingsFrame>
  );
}

function Waiting() {
  const { t } = useTranslation("files");
  const waiting = useWaiting();
  if (waiting.isPending) return <Skeleton rows={4} />;
  if (isLost(waiting)) return <ErrorState problem={waiting.error} retry={() => void waiting.refetch()} />;
  const found = waiting.data;
  if (found.length === 0)
    return <EmptyState icon={<FileClock />} title={t("uploads.none")} hint={t("uploads.noneHint")} />;
  const size = sizeText(found.reduce((sum, upload) => sum + upload.size, 0));
  const files = found.flatMap((upload) => upload.file ?? []);
  return (
    <Sheet title={t("uploads.total", { count: found.length, size })} flush>
      <ul className={css.list}>
        {found.map((upload) => (
          <Line key={upload.id} upload={upload} open={(file) => openViewer(files, files.indexOf(file), url)} />
        ))}
      </ul>
    </Sheet>
  );
}

function Line({ upload, open }: { upload: Upload; open: (file: FileCard) => void }) {
  const { t } = useTranslation("files");
  const remove = useGiveUp();
  const { file } = upload;
  const gone = () => {
    removeFiles(uploads.get().flatMap((item) => (item.uploadId === upload.id ? item.id : [])));
    toast(t("uploads.removed"));
  };
  return (
    <li className={css.line}>
      {file ? <FileRow file={file} url={url} open={() => open(file)} /> : <Begun upload={upload} />}
      <Button
        type="text"
        loading={remove.isPending}
        onClick={() => remove.mutate(upload.id, { onSuccess: gone })}
        aria-label={t("tray.remove", { name: upload.name })}
      >
        {t("uploads.remove")}
      </Button>
    </li>
  );
}

function Begun({ upload }: { upload: Upload }) {
  const { t } = useTranslation("files");
  const there = sizeText(Math.min(upload.size, upload.parts.length * upload.part_size));
  return (
    <div className={css.begun}>
      <KindIcon kind={guessKind(upload.mime)} mime={upload.mime} />
      <div className={css.words}>
        <span>{upload.name}</span>
        <span className={css.part}>{t("uploads.part", { part: `${there} / ${sizeText(upload.size)}` })}</span>
      </div>
    </div>
  );
}
