/** How files look where they were sent: pictures side by side, films, voices, and rows for all others. */
import { useTranslation } from "react-i18next";
import type { FileCard, UrlOf } from "../calls";
import { openViewer } from "../viewer/state";
import { FileRow } from "./FileRow";
import { Pictures } from "./Pictures";
import { isSeen, isVoice } from "./room";
import { Voice } from "./Voice";

export interface Props {
  files: FileCard[];
  url: UrlOf;
  /** Opens a file among others than these; by default among these. */
  look?: (file: FileCard) => void;
}

export default function FileBlock({ files, url, look }: Props) {
  const { t } = useTranslation("files");
  const seen = files.filter(isSeen);
  // One goes on from a picture to pictures, from a document to documents.
  const alike = (file: FileCard) => files.filter((one) => isSeen(one) === isSeen(file));
  const open = look ?? ((file: FileCard) => openViewer(alike(file), alike(file).indexOf(file), url));
  return (
    <fieldset style={{ display: "contents" }} aria-label={t("block.label", { count: files.length })}>
      {seen.length > 0 && <Pictures files={seen} url={url} open={open} />}
      {files
        .filter((file) => !isSeen(file))
        .map((file) =>
          isVoice(file) ? (
            <Voice key={file.id} file={file} url={url} />
          ) : (
            <FileRow key={file.id} file={file} url={url} open={() => open(file)} />
          ),
        )}
    </fieldset>
  );
}
