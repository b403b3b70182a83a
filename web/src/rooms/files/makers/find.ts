/** Looks into a file that is about to be sent, as far as this browser can. */
import type { Facts } from "./facts";

/** A film, sound or document that the browser cannot look into is sent without. */
const WITHIN = 20_000;
/** Bytes: sounds are decoded whole. */
const SOUND = 30 * 1024 * 1024;
const DOCUMENT = 200 * 1024 * 1024;

export async function factsOf(blob: Blob, mime: string): Promise<Facts> {
  const late = new Promise<Facts>((resolve) => setTimeout(() => resolve({}), WITHIN));
  return Promise.race([made(blob, mime).catch(() => ({})), late]);
}

async function made(blob: Blob, mime: string): Promise<Facts> {
  if (mime.startsWith("video/")) return (await import("./video")).factsOfVideo(blob);
  if (mime.startsWith("audio/") && blob.size <= SOUND) return (await import("./audio")).factsOfAudio(blob);
  if (mime === "application/pdf" && blob.size <= DOCUMENT) return (await import("./pdf")).factsOfPdf(blob);
  return {};
}
