import { Pause, Play } from "lucide-react";
import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import type { FileCard, UrlOf } from "../calls";
import { lengthText } from "./format";
import { nextSpeed, player, seek, speed, toggle } from "./player";
import css from "./show.module.css";
import { Waveform } from "./Waveform";

const STEP = 5;

/** A voice: its shape, where one is in it, and how fast it is played. */
export function Voice({ file, url }: { file: FileCard; url: UrlOf }) {
  const { t } = useTranslation("files");
  const state = useStore(player, (now) => (now.id === file.id ? now : null));
  const rate = useStore(speed, (value) => value);
  const seconds = Math.max(0.1, (file.duration_ms ?? 0) / 1000);
  const at = Math.min(seconds, state?.at ?? 0);
  const address = url(file, "whole");
  const running = state?.running ?? false;
  const goTo = (fraction: number) => seek(file.id, address, Math.max(0, Math.min(1, fraction)) * seconds);
  const press = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    goTo((event.clientX - box.left) / box.width);
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    goTo((at + by) / seconds);
  };
  return (
    <div className={css.voice}>
      <button
        type="button"
        className={css.play}
        onClick={() => toggle(file.id, address)}
        aria-label={t(running ? "voice.stop" : "voice.play", { length: lengthText(seconds * 1000) })}
      >
        {running ? <Pause size={18} fill="currentColor" /> : <Play size={18} fill="currentColor" />}
      </button>
      <div
        className={css.track}
        role="slider"
        tabIndex={0}
        aria-label={t("voice.place")}
        aria-valuemin={0}
        aria-valuemax={Math.round(seconds)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={lengthText(at * 1000)}
        onPointerDown={press}
        onKeyDown={keys}
      >
        <Waveform heights={file.waveform ?? []} played={at / seconds} />
      </div>
      <span className={css.time}>{state?.failed ? "!" : lengthText((running || at > 0 ? at : seconds) * 1000)}</span>
      {(running || at > 0) && (
        <button type="button" className={css.speed} onClick={nextSpeed} aria-label={t("voice.speed", { rate })}>
          {rate}×
        </button>
      )}
    </div>
  );
}
