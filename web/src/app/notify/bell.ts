/** Sounds of the product's own, made as they are played: a bell is a handful of partials that die away one by one. */
import type { Sound } from "./settings";

/** Frequency as a multiple of the lowest, loudness, and seconds until it has died away. */
type Partial = [ratio: number, loudness: number, seconds: number];

interface Voice {
  lowest: number;
  partials: Partial[];
  /** Struck again after so many seconds, at another height. */
  again?: { after: number; ratio: number };
}

const voices: Record<Exclude<Sound, "none">, Voice> = {
  // A hand bell of bronze: the third is a small one, as in bells that are cast.
  bell: {
    lowest: 587,
    partials: [
      [1, 0.5, 1.4],
      [2, 1, 1.1],
      [2.4, 0.5, 0.9],
      [3, 0.35, 0.6],
      [4.07, 0.25, 0.4],
      [5.4, 0.12, 0.25],
    ],
  },
  chime: {
    lowest: 1046,
    partials: [
      [1, 1, 0.7],
      [2.76, 0.3, 0.35],
    ],
    again: { after: 0.13, ratio: 1.335 },
  },
  // A block of wood, struck twice.
  wood: {
    lowest: 620,
    partials: [
      [1, 1, 0.09],
      [1.72, 0.5, 0.06],
      [3.1, 0.2, 0.03],
    ],
    again: { after: 0.12, ratio: 0.84 },
  },
};

const LOUD = 0.22;
const NO_SOONER = 1_500;

let context: AudioContext | null = null;
let last = 0;

/** A browser lets a page be heard once the person has touched it. */
export function startBell(): void {
  const wake = () => {
    context ??= "AudioContext" in window ? new AudioContext() : null;
    // Not yet: the next touch asks again.
    if (context?.state === "suspended") void context.resume().catch(() => undefined);
  };
  window.addEventListener("pointerdown", wake, { passive: true });
  window.addEventListener("keydown", wake, { passive: true });
}

function strike(on: AudioContext, voice: Voice, at: number, ratio: number): void {
  for (const [multiple, loudness, seconds] of voice.partials) {
    const tone = on.createOscillator();
    const gain = on.createGain();
    tone.frequency.value = voice.lowest * multiple * ratio;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness * LOUD, at + 0.004);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    tone.connect(gain).connect(on.destination);
    tone.start(at);
    tone.stop(at + seconds);
  }
}

/** Rings; false where nothing could be heard. What comes together rings once. */
export function ring(sound: Sound): boolean {
  if (sound === "none" || context === null || context.state !== "running") return false;
  if (Date.now() - last < NO_SOONER) return true;
  last = Date.now();
  play(context, sound);
  return true;
}

/** To choose by: at once, however often. */
export function sample(sound: Sound): void {
  if (sound !== "none" && context !== null) play(context, sound);
}

function play(on: AudioContext, sound: Exclude<Sound, "none">): void {
  const voice = voices[sound];
  strike(on, voice, on.currentTime, 1);
  if (voice.again) strike(on, voice, on.currentTime + voice.again.after, voice.again.ratio);
}
