/**
 * Parts of the client that are loaded when they are first needed. A line that breaks at that moment must leave neither
 * a blank screen nor a browser's own words, and a server that was upgraded meanwhile no longer has the old files.
 */
import { Problem, partLost } from "./problem";
import { probe, reach, whenBack } from "./reach";

const KEY = "tocsin.reloaded";
/** One reload heals an upgrade; a second within this time would be a loop. */
const ONCE_IN = 60_000;

/** The page anew, with the server's present files: drafts and what is on its way survive it. False when that was tried just now. */
function reloadOnce(): boolean {
  try {
    if (Date.now() - Number(sessionStorage.getItem(KEY)) < ONCE_IN) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    // Where nothing can be noted down, nothing would stop a loop.
    return false;
  }
  window.location.reload();
  return true;
}

/** Loads a part; a lost network is thrown as a `Problem`, and files the server no longer has are answered by a reload. */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!partLost(error)) throw error;
    if (!(await probe())) throw new Problem({ code: "offline", cause: error });
  }
  try {
    return await load();
  } catch (error) {
    if (!partLost(error)) throw error;
    if (reloadOnce()) return new Promise(() => undefined);
    throw new Problem({ code: "part_missing", cause: error });
  }
}

type Load = () => Promise<unknown>;

const cold: Load[] = [];
let warming: "no" | "idle" | "busy" = "no";

/** Queues a part to be loaded before it is needed, so that a break of the line finds it here. */
export function warmLater(load: Load): void {
  cold.push(load);
  if (warming === "idle") void warm();
}

function spare(): boolean {
  const line = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection;
  return line?.saveData === true || /2g/.test(line?.effectiveType ?? "");
}

/** Begins to load what was queued, one part after the other while the device is idle; not where data is dear. */
export function startWarming(): void {
  if (warming !== "no" || spare()) return;
  warming = "idle";
  whenBack(() => void warm());
  void warm();
}

async function warm(): Promise<void> {
  if (warming === "busy") return;
  warming = "busy";
  for (let load = cold[0]; load && reach.get(); load = cold[0]) {
    await idle();
    // What does not come now comes when it is needed, or when the server is back.
    const came = await load().then(
      () => true,
      () => false,
    );
    if (!came) break;
    cold.shift();
  }
  warming = "idle";
}

/** Resolves when the page has nothing else to do. */
export function idle(): Promise<void> {
  const wait = window.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 100));
  return new Promise((done) => wait(() => done()));
}
