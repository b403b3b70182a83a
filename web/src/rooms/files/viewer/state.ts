/** Which files are looked at, and which of them just now. */
import { store } from "@/app/store";
import type { FileCard, UrlOf } from "../calls";

export interface Looking {
  files: FileCard[];
  index: number;
  url: UrlOf;
}

export const viewer = store<Looking | null>(null);

export function openViewer(files: FileCard[], index: number, url: UrlOf): void {
  viewer.set({ files, index: Math.max(0, index), url });
}

export function closeViewer(): void {
  viewer.set(null);
}

/** To the next or the one before; stays at the ends. */
export function step(by: number): void {
  viewer.set((was) => was && { ...was, index: Math.min(was.files.length - 1, Math.max(0, was.index + by)) });
}
