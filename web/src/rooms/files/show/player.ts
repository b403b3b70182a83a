/** One voice at a time: which plays, how far it is, and how fast. */
import { store } from "@/app/store";

export interface Playing {
  id: string | null;
  /** Seconds. */
  at: number;
  running: boolean;
  failed: boolean;
}

export const SPEEDS = [1, 1.5, 2] as const;
export const player = store<Playing>({ id: null, at: 0, running: false, failed: false });
export const speed = store<number>(1);

let audio: HTMLAudioElement | null = null;

function element(): HTMLAudioElement {
  if (audio) return audio;
  audio = new Audio();
  audio.preload = "auto";
  const update = (change: Partial<Playing>) => player.set((was) => ({ ...was, ...change }));
  audio.addEventListener("timeupdate", () => update({ at: audio?.currentTime ?? 0 }));
  audio.addEventListener("playing", () => update({ running: true, failed: false }));
  audio.addEventListener("pause", () => update({ running: false }));
  audio.addEventListener("ended", () => update({ running: false, at: 0 }));
  audio.addEventListener("error", () => update({ running: false, failed: true }));
  return audio;
}

/** Play a voice, or stop it where it is. */
export function toggle(id: string, url: string): void {
  const sound = element();
  const { id: now, running } = player.get();
  if (now === id && running) {
    sound.pause();
    return;
  }
  if (now !== id || player.get().failed) {
    sound.src = url;
    player.set({ id, at: 0, running: false, failed: false });
  }
  start(sound);
}

function start(sound: HTMLAudioElement): void {
  sound.playbackRate = speed.get();
  sound.play().catch((error: unknown) => {
    // Stopped before it began: another one was pressed.
    if (!(error instanceof DOMException && error.name === "AbortError"))
      player.set((was) => ({ ...was, failed: true }));
  });
}

/** Go to a place, in seconds. */
export function seek(id: string, url: string, seconds: number): void {
  const sound = element();
  if (player.get().id !== id) {
    sound.src = url;
    player.set({ id, at: seconds, running: false, failed: false });
  }
  sound.currentTime = seconds;
  if (!player.get().running) start(sound);
}

export function nextSpeed(): void {
  const at = SPEEDS.indexOf(speed.get() as (typeof SPEEDS)[number]);
  speed.set(SPEEDS[(at + 1) % SPEEDS.length] ?? 1);
  if (audio) audio.playbackRate = speed.get();
}

export function silence(): void {
  audio?.pause();
}
