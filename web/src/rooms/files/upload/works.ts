/** What there is to upload in this tab: what is shown of it, and what is no state to show. */
import { store } from "@/app/store";
import type { Facts } from "../makers/facts";
import { keepItem } from "./keep";
import { changed, type Item, type Items, type Plan } from "./state";
import type { Asked } from "./tabs";

export const uploads = store<Items>([]);
/** What an earlier page was uploading is taken up: what is not here now is not on this device. */
export const restored = store(false);

/** What of an upload is no state to show: its bytes, its parts, what was found out about it. */
export interface Work {
  blob: Blob | null;
  facts: Promise<Facts>;
  stop: AbortController;
  tries: number;
  /** Bytes of parts under way, by number. */
  moving: Map<number, number>;
  added: number;
  /** Whether this tab can do what is asked of it: not before it has read what the tab before it kept. */
  ready: boolean;
  /** What a person asked last that no tab has done yet: the one before may go first. */
  wish: Asked | null;
}

export const works = new Map<string, Work>();
export const plans = new Map<string, Plan>();

export const find = (id: string) => uploads.get().find((item) => item.id === id);
export const set = (id: string, change: Partial<Item>) => uploads.set((was) => changed(was, id, change));

export function take(item: Item, blob: Blob | null, facts: Promise<Facts>, added = Date.now()): void {
  const work = { blob, facts, stop: new AbortController(), tries: 0, moving: new Map(), added };
  works.set(item.id, { ...work, ready: blob !== null, wish: null });
  picture(item.id, facts);
}

/** The small picture that is found out about a file, where it has none yet. */
export function picture(id: string, facts: Promise<Facts>): void {
  void facts.then(({ preview }) => {
    if (preview && find(id)?.picture === null) set(id, { picture: URL.createObjectURL(preview) });
  });
}

export function remember(id: string): void {
  const item = find(id);
  const work = works.get(id);
  if (!item || !work) return;
  const { tray, realm, name, size, mime, asFile, uploadId, stage } = item;
  keepItem({ id, tray, realm, name, size, mime, asFile, uploadId, paused: stage === "paused", added: work.added });
}

/** Breaks off what is under way. */
export function stop(id: string): void {
  const work = works.get(id);
  if (!work) return;
  work.stop.abort();
  work.stop = new AbortController();
}
