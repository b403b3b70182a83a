/** What other rooms may use of files. */

import { createElement } from "react";
import { onSignOut } from "@/app/forget";
import { loadWords } from "@/app/i18n";
import { part } from "@/kit/part";
import type { Props as Block } from "./show/FileBlock";
import { Room } from "./show/room";
import { closeViewer } from "./viewer/state";

export type { FileCard, UrlOf } from "./calls";
export { lengthText, sizeText } from "./show/format";
export { isSeen } from "./show/room";
export { AttachButton, FileInput } from "./tray/AttachButton";
export { DropArea } from "./tray/DropArea";
export { type Uploads, useTrayCount, useUploads } from "./tray/useUploads";
export { addFiles, filesOf, forgetTray, isTaken, moveTray, removeTray } from "./upload/manager";
export { final, stuck } from "./upload/state";
export { restored, uploads } from "./upload/works";
export { openViewer } from "./viewer/state";
export { Viewer } from "./viewer/Viewer";
export { canRecord } from "./voice/can";
export type { Recorded } from "./voice/recorder";

/** A part, with the words it says. */
async function worded<T>(found: Promise<T>): Promise<T> {
  const [it] = await Promise.all([found, loadWords(["files"])]);
  return it;
}

/** The files of a message: `<FileBlock files={…} url={…} />`. Their place is kept until they can be shown. */
export const FileBlock = part(() => worded(import("./show/FileBlock")), {
  waiting: ({ files }: Block) => createElement(Room, { files }),
});

/** The files about to be sent: `<FileTray tray={conversation} />`. */
export const FileTray = part(() => worded(import("./tray/FileTray")), { floating: true });

/** Records a voice in the place of the field: `<VoiceRecorder send={(voice) => …} close={…} />`. */
export const VoiceRecorder = part(() => worded(import("./voice/VoiceRecorder")), { floating: true });

let started = false;

/** Once the person is known: what was being uploaded before a reload goes on. */
export async function startFiles(me: string): Promise<void> {
  if (started) return;
  started = true;
  const [{ startUploads }, { forgetUploads }] = await Promise.all([
    import("./upload/again"),
    import("./upload/manager"),
  ]);
  onSignOut(() => {
    closeViewer();
    forgetUploads();
  });
  await startUploads(me);
}
