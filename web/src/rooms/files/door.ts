/** What other rooms may use of files. */

import { onSignOut } from "@/app/forget";
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";
import { closeViewer } from "./viewer/state";

export type { FileCard, UrlOf } from "./calls";
export { FileBlock, isSeen } from "./show/FileBlock";
export { lengthText, sizeText } from "./show/format";
export { KindIcon } from "./show/KindIcon";
export { silence } from "./show/player";
export { AttachButton, FileInput } from "./tray/AttachButton";
export { DropArea } from "./tray/DropArea";
export { FileTray } from "./tray/FileTray";
export { type Given, givenBy, hasFiles } from "./tray/given";
export { type Uploads, useTrayCount, useUploads } from "./tray/useUploads";
export { addFiles, filesOf, forgetTray, moveTray, removeTray, restored, uploads } from "./upload/manager";
export { closeViewer, openViewer } from "./viewer/state";
export { Viewer } from "./viewer/Viewer";
export { canRecord, type Recorded } from "./voice/recorder";

/** Records a voice in the place of the field: `<VoiceRecorder send={(voice) => …} close={…} />`. */
export const VoiceRecorder = part(
  async () => {
    const [recorder] = await Promise.all([import("./voice/VoiceRecorder"), loadWords(["files"])]);
    return recorder;
  },
  { floating: true },
);

/** The session has ended: nothing that was being uploaded stays on the device. */
export async function forgetFiles(): Promise<void> {
  await (await import("./upload/keep")).forgetKeptFiles();
}

let started = false;

/** Once the person is known: what was being uploaded before a reload goes on. */
export async function startFiles(me: string): Promise<void> {
  if (started) return;
  started = true;
  const [{ openKept }, { forgetUploads, restore }] = await Promise.all([
    import("./upload/keep"),
    import("./upload/manager"),
  ]);
  openKept(me);
  onSignOut(() => {
    closeViewer();
    forgetUploads();
  });
  await restore();
}
