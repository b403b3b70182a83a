import { drawn, type Facts } from "./facts";

/** A moment in, where films are no longer black. */
const MOMENT = 0.5;

/** Sides, length, and a picture of the beginning. */
export async function factsOfVideo(blob: Blob): Promise<Facts> {
  const url = URL.createObjectURL(blob);
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  try {
    video.src = url;
    await heard(video, "loadeddata");
    const seconds = Number.isFinite(video.duration) ? video.duration : 0;
    video.currentTime = Math.min(MOMENT, seconds / 2);
    await heard(video, "seeked");
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || !height) return {};
    const preview = await drawn(video, width, height);
    const facts: Facts = { width, height, ...(preview && { preview }) };
    return seconds > 0 ? { ...facts, duration_ms: Math.round(seconds * 1000) } : facts;
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  }
}

function heard(video: HTMLVideoElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(name, () => resolve(), { once: true });
    video.addEventListener("error", () => reject(new Error("not a film this browser knows")), { once: true });
  });
}
