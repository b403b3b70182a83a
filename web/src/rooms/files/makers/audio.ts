import type { Facts } from "./facts";
import { levels } from "./levels";

/** Length and shape of a sound. */
export async function factsOfAudio(blob: Blob): Promise<Facts> {
  const context = new OfflineAudioContext(1, 1, 44_100);
  const sound = await context.decodeAudioData(await blob.arrayBuffer());
  return { duration_ms: Math.round(sound.duration * 1000), waveform: levels(sound.getChannelData(0)) };
}
