/** The uploads of this tab, outside React: a queue, three parts at once, tried again when the network comes and goes. */
import { asProblem, type Problem } from "@/app/problem";
import { store } from "@/app/store";
import type { Facts } from "../makers/facts";
import { factsOf } from "../makers/find";
import { bytesOf, dropKept, type Kept, keepItem, readKept } from "./keep";
import {
  bytesThere,
  changed,
  type Item,
  type Items,
  inTray,
  nextPart,
  type Plan,
  partLength,
  passing,
  pauseBefore,
  without,
} from "./state";
import { announce, complete, giveUp, look, putPart, putPreview } from "./wire";

/** Parts under way at once: on a slow network one, since what is broken off is sent again. */
const atOnce = () => {
  const { connection } = navigator as Navigator & { connection?: { effectiveType?: string } };
  return /2g|3g/.test(connection?.effectiveType ?? "") ? 1 : 3;
};
const TRIES = 8;

export const uploads = store<Items>([]);
/** What an earlier page was uploading is taken up: what is not here now is not on this device. */
export const restored = store(false);

/** What of an upload is no state to show: its bytes, its parts, what was found out about it. */
interface Work {
  blob: Blob | null;
  handle: FileSystemFileHandle | null;
  facts: Promise<Facts>;
  stop: AbortController;
  tries: number;
  /** Bytes of parts under way, by number. */
  moving: Map<number, number>;
}

const works = new Map<string, Work>();
const plans = new Map<string, Plan>();
const underWay = new Set<string>();

const find = (id: string) => uploads.get().find((item) => item.id === id);
const set = (id: string, change: Partial<Item>) => uploads.set((was) => changed(was, id, change));

export interface Adding {
  tray: string;
  realm: string | null;
  /** A picture is then shown as any other file. */
  asFile?: boolean;
  /** Known already: a voice just recorded. */
  facts?: Facts;
  handles?: (FileSystemFileHandle | null)[];
}

/** Put files into a tray; they begin to leave at once. Returns their ids. */
export function addFiles(files: readonly File[], { tray, realm, asFile = false, facts, handles }: Adding): string[] {
  const made = files.map((file, index) => {
    const item: Item = {
      id: crypto.randomUUID(),
      tray,
      realm,
      name: file.name || "file",
      size: file.size,
      mime: file.type,
      asFile,
      stage: "waiting",
      sent: 0,
      uploadId: null,
      file: null,
      problem: null,
      picture: file.type.startsWith("image/") ? URL.createObjectURL(file) : null,
    };
    take(item, file, handles?.[index] ?? null, facts ? Promise.resolve(facts) : factsOf(file, file.type));
    return item;
  });
  uploads.set((was) => [...was, ...made]);
  for (const item of made) void begin(item.id);
  return made.map((item) => item.id);
}

function take(item: Item, blob: Blob | null, handle: FileSystemFileHandle | null, facts: Promise<Facts>): void {
  works.set(item.id, { blob, handle, facts, stop: new AbortController(), tries: 0, moving: new Map() });
  void facts.then(({ preview }) => {
    if (preview && find(item.id)?.picture === null) set(item.id, { picture: URL.createObjectURL(preview) });
  });
}

/** Ask the server what is there, and send what is missing. */
async function begin(id: string): Promise<void> {
  const item = find(id);
  const work = works.get(id);
  if (!item || !work) return;
  try {
    const upload = item.uploadId ? await look(item.uploadId) : await announce(item);
    if (!find(id)) {
      // Removed while it was announced; what the server still holds of it is swept there.
      void giveUp(upload.id).catch(() => undefined);
      return;
    }
    const there = new Set(upload.parts);
    const missing = Array.from({ length: upload.count }, (_, number) => number).filter((number) => !there.has(number));
    const plan = { partSize: upload.part_size, count: upload.count, missing };
    plans.set(id, plan);
    const first = item.uploadId === null;
    set(id, { uploadId: upload.id, name: upload.name, sent: bytesThere(item.size, plan) });
    if (first) await remember(id);
    if (upload.file) {
      finished(id, upload.file);
      return;
    }
    if (find(id)?.stage === "paused") return;
    set(id, { stage: "sending", problem: null });
    pump();
    void finishWhenWhole(id);
  } catch (error) {
    failed(id, asProblem(error), () => void begin(id));
  }
}

async function remember(id: string): Promise<void> {
  const item = find(id);
  const work = works.get(id);
  if (!item || !work) return;
  const { tray, realm, name, size, mime, asFile, uploadId } = item;
  const { blob, handle } = work;
  await keepItem({ id, tray, realm, name, size, mime, asFile, uploadId, blob, handle });
}

function pump(): void {
  while (underWay.size < atOnce()) {
    const next = nextPart(uploads.get(), plans, underWay);
    if (!next) return;
    void sendPart(next.item.id, next.number);
  }
}

async function sendPart(id: string, number: number): Promise<void> {
  const item = find(id);
  const work = works.get(id);
  const plan = plans.get(id);
  if (!item?.uploadId || !work?.blob || !plan) return;
  const key = `${id}/${number}`;
  underWay.add(key);
  const from = number * plan.partSize;
  const part = work.blob.slice(from, from + partLength(item.size, plan, number));
  const onSent = (bytes: number) => {
    work.moving.set(number, bytes);
    count(id);
  };
  try {
    await putPart(item.uploadId, number, part, { signal: work.stop.signal, onSent });
    plan.missing = plan.missing.filter((one) => one !== number);
    work.tries = 0;
  } catch (error) {
    if (!stopped(error)) failed(id, asProblem(error), () => resumeFile(id));
  } finally {
    work.moving.delete(number);
    underWay.delete(key);
    count(id);
  }
  pump();
  void finishWhenWhole(id);
}

const stopped = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

function count(id: string): void {
  const item = find(id);
  const plan = plans.get(id);
  const work = works.get(id);
  if (!item || !plan || !work || item.stage === "done") return;
  const moving = [...work.moving.values()].reduce((sum, bytes) => sum + bytes, 0);
  set(id, { sent: Math.min(item.size, bytesThere(item.size, plan) + moving) });
}

async function finishWhenWhole(id: string): Promise<void> {
  const item = find(id);
  const work = works.get(id);
  if (item?.stage !== "sending" || !item.uploadId || !work || plans.get(id)?.missing.length !== 0) return;
  set(id, { stage: "finishing" });
  try {
    const { preview, width, height, duration_ms, waveform } = await work.facts;
    // Without its small picture a file is a file all the same.
    if (preview) await putPreview(item.uploadId, preview, { signal: work.stop.signal }).catch(() => undefined);
    const { file } = await complete(item.uploadId, { width, height, duration_ms, waveform });
    if (file) finished(id, file);
  } catch (error) {
    if (!stopped(error)) failed(id, asProblem(error), () => resumeFile(id));
  }
}

function finished(id: string, file: Item["file"]): void {
  set(id, { stage: "done", file, problem: null, ...(file && { name: file.name, sent: find(id)?.size ?? 0 }) });
  const work = works.get(id);
  if (work) work.blob = null;
  const item = find(id);
  if (!item) return;
  const { tray, realm, name, size, mime, asFile, uploadId } = item;
  void keepItem({ id, tray, realm, name, size, mime, asFile, uploadId, blob: null, handle: null });
}

/** What passes is tried again after a while; a refusal is shown. */
function failed(id: string, problem: Problem, again: () => void): void {
  const work = works.get(id);
  const item = find(id);
  if (!work || !item || item.stage === "paused" || item.stage === "failed") return;
  work.stop.abort();
  work.stop = new AbortController();
  if (!passing(problem) || work.tries >= TRIES) {
    set(id, { stage: "failed", problem });
    return;
  }
  set(id, { stage: "waiting", problem });
  work.tries += 1;
  const pause = (problem.retryAfter ?? 0) * 1000 || pauseBefore(work.tries);
  setTimeout(() => find(id)?.stage === "waiting" && again(), pause);
}

export function pauseFile(id: string): void {
  const work = works.get(id);
  if (!work) return;
  set(id, { stage: "paused" });
  work.stop.abort();
  work.stop = new AbortController();
}

/** Go on after a pause, a failure, or a reload. */
export function resumeFile(id: string): void {
  const work = works.get(id);
  if (!work) return;
  set(id, { stage: "waiting", problem: null });
  void begin(id);
}

/** By the person's own hand: counted from the beginning. */
export function retryFile(id: string): void {
  const work = works.get(id);
  if (work) work.tries = 0;
  resumeFile(id);
}

/** Take files out of their tray; what came of them is deleted on the server too. */
export function removeFiles(ids: readonly string[]): void {
  for (const id of ids) {
    const item = find(id);
    works.get(id)?.stop.abort();
    // Gone or not reached: what nobody sends is swept by the server.
    if (item?.uploadId) void giveUp(item.uploadId).catch(() => undefined);
  }
  forgetFiles(ids);
}

/** A message took them: they are no longer uploads. */
export function forgetFiles(ids: readonly string[]): void {
  for (const id of ids) {
    const picture = find(id)?.picture;
    if (picture) URL.revokeObjectURL(picture);
    works.delete(id);
    plans.delete(id);
  }
  uploads.set((was) => without(was, ids));
  void dropKept(ids);
}

/** After a reload: what was being sent goes on where its bytes are still at hand. */
export async function restore(): Promise<void> {
  for (const kept of await readKept()) {
    if (find(kept.id)) continue;
    const blob = await bytesOf(kept);
    uploads.set((was) => [...was, itemOf(kept)]);
    take(itemOf(kept), blob, kept.handle, blob ? factsOf(blob, kept.mime) : Promise.resolve({}));
    if (blob) void begin(kept.id);
    else void findOut(kept.id);
  }
  restored.set(true);
}

function itemOf({ id, tray, realm, name, size, mime, asFile, uploadId }: Kept): Item {
  const nothing = { sent: 0, file: null, problem: null, picture: null };
  return { id, tray, realm, name, size, mime, asFile, uploadId, stage: "waiting", ...nothing };
}

/** Without bytes: complete on the server, or to be chosen again. */
async function findOut(id: string): Promise<void> {
  const uploadId = find(id)?.uploadId;
  try {
    const upload = uploadId ? await look(uploadId) : null;
    if (upload?.file) finished(id, upload.file);
    else set(id, { stage: "lost" });
  } catch (error) {
    if (asProblem(error).status === 404) forgetFiles([id]);
    else set(id, { stage: "lost" });
  }
}

/** The file again, after a reload that could not keep it. It must be the one that was being sent. */
export async function chooseAgain(id: string, file: File | null): Promise<boolean> {
  const item = find(id);
  const work = works.get(id);
  if (!item || !work) return false;
  const kept = { ...item, blob: null, handle: work.handle };
  const blob = file ?? (await bytesOf(kept, true));
  if (!blob || blob.size !== item.size) return false;
  work.blob = blob;
  work.facts = factsOf(blob, item.mime);
  resumeFile(id);
  return true;
}

export function filesOf(tray: string): Item[] {
  return inTray(uploads.get(), tray);
}

/** From the tray of what is being written to one of its own: a message that leaves when its files are there. */
export async function moveTray(from: string, to: string): Promise<void> {
  const ids = filesOf(from).map((item) => item.id);
  uploads.set((was) => was.map((item) => (item.tray === from ? { ...item, tray: to } : item)));
  for (const id of ids) if (find(id)?.uploadId) await remember(id);
}

export function removeTray(tray: string): void {
  removeFiles(filesOf(tray).map((item) => item.id));
}

export function forgetTray(tray: string): void {
  forgetFiles(filesOf(tray).map((item) => item.id));
}

/** Forget everything: another person may be next. */
export function forgetUploads(): void {
  for (const item of uploads.get()) works.get(item.id)?.stop.abort();
  works.clear();
  plans.clear();
  uploads.set([]);
}

window.addEventListener?.("online", () => {
  for (const item of uploads.get()) if (item.stage === "waiting" && item.problem) resumeFile(item.id);
});
