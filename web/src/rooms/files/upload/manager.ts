/** Uploading, outside React: a queue, a part at a time and more where they are short, tried again when the network comes and goes. */
import { asProblem, type Problem } from "@/app/problem";
import type { Facts } from "../makers/facts";
import { factsOf } from "../makers/find";
import { dropBytes, dropKept, keepBytes } from "./keep";
import { bytesThere, type Item, inTray, nextPart, paced, partLength, passing, pauseBefore, without } from "./state";
import { type Asked, closeTabs, letGo, own, owns, tell } from "./tabs";
import { announce, complete, giveUp, look, putPart, putPreview } from "./wire";
import { find, plans, remember, set, stop, take, uploads, works } from "./works";

/** Parts that may be under way at once: one until the line is known, and after a break. */
let atOnce = 1;
const TRIES = 8;

const underWay = new Set<string>();
/** Trays whose files a message took that is stored. */
const taken = new Set<string>();

export interface Adding {
  tray: string;
  realm: string | null;
  /** A picture is then shown as any other file. */
  asFile?: boolean;
  /** Known already: a voice just recorded. */
  facts?: Facts;
}

/** Put files into a tray; they begin to leave at once. Returns their ids. */
export function addFiles(files: readonly File[], { tray, realm, asFile = false, facts }: Adding): string[] {
  const made = files.map((file) => {
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
      picture: isPicture(file) ? URL.createObjectURL(file) : null,
    };
    take(item, file, facts ? Promise.resolve(facts) : factsOf(file, file.type));
    return [item, file] as const;
  });
  uploads.set((was) => [...was, ...made.map(([item]) => item)]);
  for (const [{ id }, file] of made) {
    remember(id);
    void keepBytes(id, file).then(() => settleBytes(id));
    own(id, () => void begin(id), true);
  }
  return made.map(([item]) => item.id);
}

/** What was done with before its bytes were all kept needs none of them. */
function settleBytes(id: string): void {
  const stage = find(id)?.stage;
  if (stage === undefined) void dropKept([id]);
  else if (stage === "done") void dropBytes(id);
}

/** Ask the server what is there, and send what is missing. */
export async function begin(id: string): Promise<void> {
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
    set(id, { uploadId: upload.id, name: upload.name, sent: bytesThere(item.size, plan) });
    if (item.uploadId === null) remember(id);
    if (upload.file) {
      finished(id, upload.file);
      return;
    }
    if (find(id)?.stage === "paused") return;
    if (work.blob === null) {
      set(id, { stage: "lost" });
      return;
    }
    set(id, { stage: "sending", problem: null });
    pump();
    void finishWhenWhole(id);
  } catch (error) {
    failed(id, asProblem(error), () => void begin(id));
  }
}

function pump(): void {
  while (underWay.size < atOnce) {
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
  const began = performance.now();
  try {
    await putPart(item.uploadId, number, part, { signal: work.stop.signal, onSent });
    plan.missing = plan.missing.filter((one) => one !== number);
    work.tries = 0;
    atOnce = paced(atOnce, performance.now() - began);
  } catch (error) {
    atOnce = 1;
    if (!stopped(error)) failed(id, asProblem(error), () => resumeFile(id));
  } finally {
    work.moving.delete(number);
    underWay.delete(key);
    count(id);
  }
  pump();
  void finishWhenWhole(id);
}

/** Drawings are files here as on the server: nothing that runs is shown. */
const isPicture = ({ type }: File) => type.startsWith("image/") && !type.startsWith("image/svg");

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

export function finished(id: string, file: Item["file"]): void {
  set(id, { stage: "done", file, problem: null, ...(file && { name: file.name, sent: find(id)?.size ?? 0 }) });
  const work = works.get(id);
  if (work) work.blob = null;
  remember(id);
  void dropBytes(id);
}

/** What passes is tried again after a while; a refusal is shown. */
function failed(id: string, problem: Problem, again: () => void): void {
  const work = works.get(id);
  const item = find(id);
  if (!work || !item || item.stage === "paused" || item.stage === "failed") return;
  stop(id);
  if (!passing(problem) || work.tries >= TRIES) {
    set(id, { stage: "failed", problem });
    return;
  }
  set(id, { stage: "waiting", problem });
  work.tries += 1;
  const pause = (problem.retryAfter ?? 0) * 1000 || pauseBefore(work.tries);
  setTimeout(() => find(id)?.stage === "waiting" && again(), pause);
}

/** What a person asks of a file, wherever they see it: the tab that uploads it does it. */
function ask(what: Asked, id: string): void {
  if (!wish(what, id)) tell({ t: "ask", act: what, id });
}

/** Does it, where this tab uploads the file; else it is noted for when the turn comes here. Tells which. */
export function wish(what: Asked, id: string): boolean {
  const work = works.get(id);
  if (!owns(id) || !work?.ready) {
    if (work) work.wish = what;
    return owns(id);
  }
  act(what, id);
  return true;
}

/** The tab that uploads a file has told how it stands: what was asked may be done. */
export function granted({ id, stage }: Pick<Item, "id" | "stage">): void {
  const work = works.get(id);
  if (work && (work.wish === "pause") === (stage === "paused")) work.wish = null;
}

function act(what: Asked, id: string): void {
  const work = works.get(id);
  if (!work) return;
  if (what === "pause") {
    set(id, { stage: "paused" });
    stop(id);
    remember(id);
    return;
  }
  // By the person's own hand it is counted from the beginning.
  if (what === "retry") work.tries = 0;
  set(id, { stage: "waiting", problem: null });
  remember(id);
  void begin(id);
}

export const pauseFile = (id: string) => ask("pause", id);

/** Go on after a pause, a failure, or a reload. */
export const resumeFile = (id: string) => ask("resume", id);
export const retryFile = (id: string) => ask("retry", id);

/** Take files out of their tray, in every tab; what came of them is deleted on the server too. */
export function removeFiles(ids: readonly string[]): void {
  for (const id of ids) {
    const item = find(id);
    // Gone or not reached: what nobody sends is swept by the server.
    if (item?.uploadId) void giveUp(item.uploadId).catch(() => undefined);
  }
  drop(ids);
  tell({ t: "gone", ids, taken: false });
}

/** A message took them: they are no longer uploads, in no tab. */
export function forgetFiles(ids: readonly string[]): void {
  drop(ids, true);
  tell({ t: "gone", ids, taken: true });
}

/** This tab knows them no longer. */
export function drop(ids: readonly string[], stored = false): void {
  for (const id of ids) {
    const item = find(id);
    if (item?.picture) URL.revokeObjectURL(item.picture);
    if (item && stored) taken.add(item.tray);
    works.get(id)?.stop.abort();
    works.delete(id);
    plans.delete(id);
    letGo(id);
  }
  uploads.set((was) => without(was, ids));
  void dropKept(ids);
}

/** Whether a message that is stored took what lay in a tray: it may not be known here yet. */
export const isTaken = (tray: string) => taken.has(tray);

export function filesOf(tray: string): Item[] {
  return inTray(uploads.get(), tray);
}

/** From the tray of what is being written to one of its own: a message that leaves when its files are there. */
export function moveTray(from: string, to: string): void {
  const ids = filesOf(from).map((item) => item.id);
  uploads.set((was) => was.map((item) => (item.tray === from ? { ...item, tray: to } : item)));
  for (const id of ids) if (owns(id)) remember(id);
  tell({ t: "moved", ids, to });
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
  closeTabs();
  atOnce = 1;
  works.clear();
  plans.clear();
  uploads.set([]);
}

window.addEventListener?.("online", () => {
  for (const item of uploads.get()) if (item.stage === "waiting" && item.problem && owns(item.id)) resumeFile(item.id);
});
