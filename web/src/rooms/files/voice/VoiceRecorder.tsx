import { Mic, Pause, Play, SendHorizontal, Square, Trash2 } from "lucide-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { IconButton } from "@/kit/IconButton";
import { useLayer } from "@/kit/layers";
import { lengthText } from "../show/format";
import { Waveform } from "../show/Waveform";
import { LONGEST, type Recorded } from "./recorder";
import { useRecorder } from "./useRecorder";
import css from "./voice.module.css";

/** Pixels a finger slides to throw the recording away. */
const AWAY = 120;
/** Milliseconds: the last are counted down. */
const SOON = 15_000;

interface Props {
  /** It is to be sent. */
  send: (voice: Recorded) => void;
  close: () => void;
}

/** Takes the place of the field while a voice is recorded: stop and listen, send at once, or throw it away by a press,
 * by Esc, or by sliding to the left. */
export default function VoiceRecorder({ send, close }: Props) {
  const { t } = useTranslation("files");
  const { phase, hearing, heard, end, finish } = useRecorder(close);
  const slide = useSlide(close);
  const phone = useIsPhone();
  useLayer(true, close, { over: true });
  if (phase === "refused") return <Refused close={close} />;
  const left = LONGEST - hearing.at;
  const sendNow = () =>
    void (heard ? Promise.resolve(heard) : finish()).then((made) => {
      if (made) send(made);
      close();
    });
  return (
    <section
      className={css.recorder}
      aria-label={t(heard ? "record.heard" : "record.label")}
      {...slide.handlers}
      style={slide.style}
    >
      <IconButton label={t("record.cancel")} icon={<Trash2 />} onClick={close} />
      {heard ? (
        <Listen voice={heard} />
      ) : (
        <>
          <span className={css.dot} data-on={phase === "recording"} aria-hidden />
          <span className={css.time} role="timer">
            {lengthText(hearing.at)}
          </span>
          <div className={css.live}>
            <Waveform heights={padded(hearing.recent)} played={1} />
          </div>
          <span className={css.hint} aria-live="polite">
            {left < SOON
              ? t("record.left", { seconds: Math.ceil(left / 1000) })
              : t(phone ? "record.slide" : "record.escape")}
          </span>
          <IconButton
            label={t("record.stop")}
            icon={<Square />}
            disabled={phase !== "recording"}
            onClick={() => void end()}
          />
        </>
      )}
      <button
        type="button"
        className={css.send}
        disabled={phase === "asking"}
        onClick={sendNow}
        aria-label={t("record.send")}
      >
        <SendHorizontal size={18} aria-hidden />
      </button>
    </section>
  );
}

/** As many bars as there is place for; what is not heard yet is a line. */
function padded(recent: readonly number[]): number[] {
  const bars = recent.map((level) => Math.min(100, Math.round(level * 160)));
  return [...Array<number>(Math.max(0, 60 - bars.length)).fill(0), ...bars];
}

function useSlide(close: () => void) {
  const from = useRef<number | null>(null);
  const [by, setBy] = useState(0);
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== "mouse") from.current = event.clientX;
    },
    onPointerMove: (event: PointerEvent) => {
      if (from.current !== null) setBy(Math.min(0, event.clientX - from.current));
    },
    onPointerUp: () => {
      from.current = null;
      setBy(0);
      if (by < -AWAY) close();
    },
    onPointerCancel: () => {
      from.current = null;
      setBy(0);
    },
  };
  return { handlers, style: by < 0 ? { transform: `translateX(${by}px)`, opacity: 1 + by / (2 * AWAY) } : {} };
}

/** What was recorded, before it is sent. */
function Listen({ voice }: { voice: Recorded }) {
  const { t } = useTranslation("files");
  const audio = useRef<HTMLAudioElement | null>(null);
  const [at, setAt] = useState(0);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    const sound = new Audio(URL.createObjectURL(voice.file));
    audio.current = sound;
    sound.addEventListener("timeupdate", () => setAt(sound.currentTime * 1000));
    sound.addEventListener("playing", () => setRunning(true));
    sound.addEventListener("pause", () => setRunning(false));
    return () => {
      sound.pause();
      URL.revokeObjectURL(sound.src);
    };
  }, [voice]);
  const toggle = () => (running ? audio.current?.pause() : void audio.current?.play().catch(() => setRunning(false)));
  return (
    <>
      <IconButton
        label={t(running ? "record.pause" : "record.listen")}
        icon={running ? <Pause /> : <Play />}
        onClick={toggle}
      />
      <div className={css.live}>
        <Waveform heights={voice.waveform} played={at / voice.duration_ms} />
      </div>
      <span className={css.time}>{lengthText(voice.duration_ms)}</span>
    </>
  );
}

function Refused({ close }: { close: () => void }) {
  const { t } = useTranslation("files");
  return (
    <section className={css.recorder} role="alert">
      <Mic size={18} aria-hidden />
      <span className={css.refused}>{t("record.refused")}</span>
      <button type="button" className={css.ok} onClick={close}>
        {t("act.close")}
      </button>
    </section>
  );
}
