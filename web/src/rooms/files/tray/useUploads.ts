/** The files that lie in a conversation's tray, and what is done with them. */
import { useEffect } from "react";
import { useStore } from "@/app/store";
import type { FileCard } from "../calls";
import type { Facts } from "../makers/facts";
import { addFiles, forgetFiles, removeFiles } from "../upload/manager";
import { type Item, inTray } from "../upload/state";
import { uploads } from "../upload/works";

export interface Uploads {
  items: Item[];
  /** Something lies in the tray, and all of it may be sent. */
  ready: boolean;
  /** The files, in their order; those of them that are complete. */
  files: FileCard[];
  add: (files: readonly File[], more?: { asFile?: boolean; facts?: Facts }) => string[];
  /** Take the files out of the tray, and off the server. */
  clear: () => void;
  /** A message took them. */
  taken: (ids: readonly string[]) => void;
}

const same = (a: Item[], b: Item[]) => a.length === b.length && a.every((item, index) => item === b[index]);

/** How many files lie in a tray. */
export function useTrayCount(tray: string): number {
  return useStore(uploads, (all) => inTray(all, tray).length);
}

export function useUploads(tray: string, realm: string | null): Uploads {
  const items = useStore(uploads, (all) => inTray(all, tray), same);
  useEffect(() => {
    if (!items.some((item) => item.stage !== "done")) return;
    // What is under way is lost to a closed window; the browser asks in its own words.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [items]);
  return {
    items,
    ready: items.length > 0 && items.every((item) => item.stage === "done"),
    files: items.flatMap((item) => item.file ?? []),
    add: (files, more = {}) => addFiles(files, { tray, realm, ...more }),
    clear: () => removeFiles(items.map((item) => item.id)),
    taken: (ids) => forgetFiles(items.filter((item) => item.file && ids.includes(item.file.id)).map((item) => item.id)),
  };
}
