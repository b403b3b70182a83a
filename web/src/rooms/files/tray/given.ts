/** Files as they come: pasted, dropped, or chosen. */

/** The files of a paste or a drop; folders are left out. Call it while the event is handled. */
export function givenBy(transfer: DataTransfer | null): File[] {
  const items = [...(transfer?.items ?? [])].filter((item) => item.kind === "file");
  return items.flatMap((item) => {
    const file = item.getAsFile();
    const folder = item.webkitGetAsEntry?.()?.isDirectory ?? false;
    return file && !folder ? [named(file)] : [];
  });
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
