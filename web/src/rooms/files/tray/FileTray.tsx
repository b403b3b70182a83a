import { Pause, Play, RotateCcw, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { IconButton } from "@/kit/IconButton";
import { useProblemWords } from "@/kit/Refusal";
import { toast } from "@/kit/toast";
import { nameParts, sizeText } from "../show/format";
import { guessKind, KindIcon } from "../show/KindIcon";
import { chooseAgain } from "../upload/again";
import { pauseFile, removeFiles, resumeFile, retryFile } from "../upload/manager";
import { final, type Item, inTray, progress } from "../upload/state";
import { uploads } from "../upload/works";
import css from "./tray.module.css";

const same = (a: Item[], b: Item[]) => a.length === b.length && a.every((item, index) => item === b[index]);

/** The files about to be sent: how far each is, paused, taken up again, or taken out. Nothing when there are none. */
export default function FileTray({ tray }: { tray: string }) {
  const { t } = useTranslation("files");
  const items = useStore(uploads, (all) => inTray(all, tray), same);
  if (items.length === 0) return null;
  return (
    <ul className={css.tray} aria-label={t("tray.label")}>
      {items.map((item) => (
        <Chip key={item.id} item={item} />
      ))}
    </ul>
  );
}

function Chip({ item }: { item: Item }) {
  const { t } = useTranslation("files");
  const [head, tail] = nameParts(item.name, 8);
  const moves = item.stage !== "done" && !(item.stage === "failed" && item.problem && final(item.problem));
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <li className={css.chip} data-stage={item.stage}>
      {item.picture && item.picture !== broken ? (
        <img className={css.picture} src={item.picture} alt="" onError={() => setBroken(item.picture)} />
      ) : (
        <KindIcon kind={item.file?.kind ?? guessKind(item.mime)} mime={item.mime} size={36} />
      )}
      <div className={css.words}>
        <span className={css.name} title={item.name}>
          <span>{head}</span>
          <span>{tail}</span>
        </span>
        <State item={item} />
      </div>
      <Act item={item} />
      <IconButton label={t("tray.remove", { name: item.name })} icon={<X />} onClick={() => removeFiles([item.id])} />
      {moves && (
        <div
          className={css.bar}
          role="progressbar"
          aria-label={item.name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(progress(item) * 100)}
        >
          <i style={{ transform: `scaleX(${progress(item)})` }} />
        </div>
      )}
    </li>
  );
}

/** Where it stands, in words; a refusal says why. */
function State({ item }: { item: Item }) {
  const { t } = useTranslation("files");
  const words = useProblemWords();
  const { stage, problem } = item;
  if (stage === "failed" && problem) return <span className={`${css.state} ${css.refused}`}>{words(problem)}</span>;
  const part = `${sizeText(item.sent)} / ${sizeText(item.size)}`;
  const said = {
    waiting: problem?.offline ? t("tray.offline") : t("tray.waiting"),
    sending: part,
    finishing: t("tray.finishing"),
    done: sizeText(item.size),
    paused: t("tray.paused", { part }),
    failed: t("tray.failed"),
    lost: t("tray.lost"),
  }[stage];
  return (
    <span className={css.state} role={stage === "lost" ? "alert" : undefined}>
      {said}
    </span>
  );
}

function Act({ item }: { item: Item }): ReactNode {
  const { t } = useTranslation("files");
  const input = useRef<HTMLInputElement>(null);
  const again = (file: File | undefined) => {
    if (file && !chooseAgain(item.id, file)) toast(t("tray.otherFile"), { urgent: true });
  };
  switch (item.stage) {
    case "waiting":
    case "sending":
      return (
        <IconButton label={t("tray.pause", { name: item.name })} icon={<Pause />} onClick={() => pauseFile(item.id)} />
      );
    case "paused":
      return (
        <IconButton label={t("tray.resume", { name: item.name })} icon={<Play />} onClick={() => resumeFile(item.id)} />
      );
    case "failed":
      return item.problem && final(item.problem) ? null : (
        <IconButton
          label={t("tray.retry", { name: item.name })}
          icon={<RotateCcw />}
          onClick={() => retryFile(item.id)}
        />
      );
    case "lost":
      return (
        <>
          <IconButton
            label={t("tray.choose", { name: item.name })}
            icon={<RotateCcw />}
            onClick={() => input.current?.click()}
          />
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t("tray.choose", { name: item.name })}
            onChange={(event) => again(event.target.files?.[0])}
          />
        </>
      );
    default:
      return null;
  }
}
