/** Uploads that are taken up: after a reload, from a tab that is gone, or with a file that was chosen again. */
import { asProblem } from "@/app/problem";
import { startVault, vault } from "@/app/vault/vault";
import { factsOf } from "../makers/find";
import { bytesOf, type Kept, keepBytes, readItem, readKept } from "./keep";
import { begin, drop, finished, granted, resumeFile, wish } from "./manager";
import type { Item, Items } from "./state";
import { itemOf, type News, openTabs, own, owns, shown, tell } from "./tabs";
import { look } from "./wire";
import { find, picture, remember, restored, set, take, uploads, works } from "./works";

/** Milliseconds between two words to other tabs of how far a file is. */
const APART = 250;

/** Once the person is known: what was being uploaded goes on, in whichever tab does it, and is shown in all. */
export async function startUploads(person: string): Promise<void> {
  await startVault(person);
  openTabs(person, hear);
  uploads.subscribe(tellChanges());
  for (const kept of await readKept()) if (!find(kept.id)) join(fromKept(kept), kept.added);
  restored.set(true);
  // A vault that began anew holds nothing yet of what is under way.
  vault.subscribe(() => {
    for (const { id } of uploads.get()) {
      const blob = works.get(id)?.blob;
      if (!owns(id)) continue;
      remember(id);
      if (blob) void keepBytes(id, blob);
    }
  });
}

function fromKept({ paused, added: _, ...item }: Kept): Item {
  const nothing = { sent: 0, file: null, problem: null, picture: null };
  return { ...item, stage: paused ? "paused" : "waiting", ...nothing };
}

/** Shows a file that another page began, and waits for the turn to go on with it. */
function join(item: Item, added?: number): void {
  uploads.set((was) => [...was, item]);
  take(item, null, Promise.resolve({}), added);
  own(item.id, () => void takeOver(item.id));
}

async function takeOver(id: string): Promise<void> {
  const kept = await readItem(id);
  const [item, work] = [find(id), works.get(id)];
  if (!item || !work || item.stage === "done") return;
  // Removed meanwhile, or of a page that kept nothing: with it the file is gone.
  if (kept === null) return drop([id]);
  set(id, { tray: kept.tray, uploadId: kept.uploadId, name: kept.name, problem: null });
  const blob = await bytesOf(kept);
  if (!find(id)) return;
  if (blob) {
    work.blob = blob;
    work.facts = factsOf(blob, kept.mime);
    picture(id, work.facts);
  }
  const paused = work.wish ? work.wish === "pause" : kept.paused || item.stage === "paused";
  work.ready = true;
  work.wish = null;
  if (paused) set(id, { stage: "paused" });
  else if (blob) set(id, { stage: "waiting" });
  if (paused !== kept.paused) remember(id);
  if (blob) void begin(id);
  else void findOut(id);
}

/** Without bytes: complete on the server, or to be chosen again. */
async function findOut(id: string): Promise<void> {
  const uploadId = find(id)?.uploadId;
  try {
    const upload = uploadId ? await look(uploadId) : null;
    if (upload?.file) finished(id, upload.file);
    else set(id, { stage: "lost" });
  } catch (error) {
    if (asProblem(error).status === 404) drop([id]);
    else set(id, { stage: "lost" });
  }
}

/** The file again, after a reload that could not keep it. It must be the one that was being sent. */
export function chooseAgain(id: string, file: File): boolean {
  const item = find(id);
  const work = works.get(id);
  if (!item || !work || !owns(id) || file.size !== item.size) return false;
  work.blob = file;
  work.facts = factsOf(file, item.mime);
  picture(id, work.facts);
  resumeFile(id);
  void keepBytes(id, file);
  return true;
}

/** Tells other tabs how the files stand that this one uploads. */
function tellChanges(): () => void {
  let before: Items = uploads.get();
  const told = new Map<string, number>();
  return () => {
    const now = uploads.get();
    const was = new Map(before.map((item) => [item.id, item]));
    before = now;
    for (const item of now) {
      const old = was.get(item.id);
      if (item === old || !owns(item.id)) continue;
      const moved = old !== undefined && old.stage === item.stage && old.uploadId === item.uploadId;
      if (moved && old.tray === item.tray && Date.now() - (told.get(item.id) ?? 0) < APART) continue;
      told.set(item.id, Date.now());
      tell({ t: "item", item: shown(item) });
    }
  };
}

function hear(news: News): void {
  switch (news.t) {
    case "who":
      for (const item of uploads.get()) if (owns(item.id)) tell({ t: "item", item: shown(item) });
      return;
    case "ask":
      wish(news.act, news.id);
      return;
    case "gone":
      drop(news.ids, news.taken);
      return;
    case "moved":
      for (const id of news.ids) {
        set(id, { tray: news.to });
        if (owns(id)) remember(id);
      }
      return;
    case "item": {
      const item = itemOf(news.item);
      if (owns(item.id)) return;
      granted(item);
      if (find(item.id)) set(item.id, item);
      else join({ ...item, picture: null });
    }
  }
}
