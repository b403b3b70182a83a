/** Records a voice: the microphone, what it hears, and how loud. One recording at a time. */
import { levels } from "../makers/levels";

/** Milliseconds. */
export const LONGEST = 5 * 60_000;
/** A press by mistake is no message. */
export const SHORTEST = 700;
const TICK = 60;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export interface Recorded {
  file: File;
  duration_ms: number;
  waveform: number[];
}

export interface Hearing {
  /** Milliseconds so far. */
  at: number;
  /** How loud of late, 0 to 1, the newest last. */
  recent: number[];
}

export interface Recording {
  /** End it and have it; nothing when it was too short. */
  finish: () => Promise<Recorded | null>;
  cancel: () => void;
}

/** Begin; `hear` is told how it goes, `full` when the longest is reached. Rejects when the microphone is not given. */
export async function record(hear: (now: Hearing) => void, full: () => void): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true },
  });
  const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 32_000 });
  const chunks: Blob[] = [];
  recorder.ondataavailable = (event) => chunks.push(event.data);
  const meter = measure(stream);
  const began = performance.now();
  const heard: number[] = [];
  recorder.start(1000);
  const timer = setInterval(() => {
    heard.push(meter.level());
    const at = performance.now() - began;
    hear({ at, recent: heard.slice(-60) });
    if (at >= LONGEST) full();
  }, TICK);
  const stop = () => {
    clearInterval(timer);
    meter.close();
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    cancel: () => {
      recorder.ondataavailable = null;
      if (recorder.state !== "inactive") recorder.stop();
      stop();
    },
    finish: async () => {
      const duration_ms = Math.round(Math.min(LONGEST, performance.now() - began));
      await ended(recorder);
      stop();
      if (duration_ms < SHORTEST) return null;
      const mime = (recorder.mimeType || type || "audio/webm").split(";")[0] as string;
      const name = `voice.${mime.split("/")[1]}`;
      return { file: new File(chunks, name, { type: mime }), duration_ms, waveform: levels(heard) };
    },
  };
}

function ended(recorder: MediaRecorder): Promise<void> {
  if (recorder.state === "inactive") return Promise.resolve();
  return new Promise((resolve) => {
    recorder.addEventListener("stop", () => resolve(), { once: true });
    recorder.stop();
  });
}

/** How loud it is just now, 0 to 1. */
function measure(stream: MediaStream): { level: () => number; close: () => void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    },
    close: () => void context.close(),
  };
}
