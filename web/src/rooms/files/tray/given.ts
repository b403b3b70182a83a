/** Files as they come: pasted, dropped, or chosen; with a handle where the browser gives one, to go on after a reload. */

export interface Given {
  files: File[];
  handles: (FileSystemFileHandle | null)[];
}

export const nothing: Given = { files: [], handles: [] };

interface WithHandle extends DataTransferItem {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** The files of a paste or a drop; folders are left out. Call it while the event is handled. */
export async function givenBy(transfer: DataTransfer | null): Promise<Given> {
  const items = [...(transfer?.items ?? [])].filter((item) => item.kind === "file") as WithHandle[];
  const pairs = items.flatMap((item) => {
    const file = item.getAsFile();
    const folder = item.webkitGetAsEntry?.()?.isDirectory ?? false;
    return file && !folder ? [{ file, handle: item.getAsFileSystemHandle?.() ?? Promise.resolve(null) }] : [];
  });
  // Without a handle a large file is chosen again after a reload.
  const handles = await Promise.all(pairs.map(({ handle }) => handle.catch(() => null)));
  return {
    files: pairs.map(({ file }) => named(file)),
    handles: handles.map((handle) => (handle?.kind === "file" ? (handle as FileSystemFileHandle) : null)),
  };
}

export function hasFiles(transfer: DataTransfer | null): boolean {
  return [...(transfer?.types ?? [])].includes("Files");
}

/** A pasted picture has the same name each time: the moment tells them apart. */
function named(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  const moment = at.slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return new File([file], `${moment}.${file.name.split(".").pop()}`, { type: file.type });
}
