/** What this device kept, shown: the list at the start, a conversation where the server does not answer. */
import { asProblem, isAway } from "@/app/problem";
import { type Vault, vault } from "@/app/vault/vault";
import type { Conversation, Face } from "../calls";
import { chat, dispatch } from "../model/chat";
import { readRun } from "./keeper";

/** One waits this long for the server before the kept facts are shown. */
export const PATIENCE = 2_500;

export async function showKeptList(mine: Vault): Promise<void> {
  const [list, people] = await Promise.all([mine.all<Conversation>("c/"), mine.get<Record<string, Face>>("people")]);
  if (list.length === 0 || chat.get().me !== mine.person) return;
  dispatch({ t: "kept", conversations: list.map(([, one]) => one), people: people ?? {} });
}

/** Puts the kept run of a conversation on the screen unless something is there; whether anything is there now. */
async function showKeptRun(id: string): Promise<boolean> {
  const mine = vault.get();
  const run = mine === null ? null : await readRun(mine, id);
  if (chat.get().timelines[id]) return true;
  if (run === null) return false;
  const { facts, first, last, start } = run;
  dispatch({ t: "page", conversation_id: id, where: "latest", facts, first, last, people: {}, start, end: true });
  return true;
}

/** What was asked of the server, or, where it does not answer or lets one wait, what was kept. */
export async function orKept(id: string, asked: Promise<void>): Promise<void> {
  const patience = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), PATIENCE));
  try {
    if ((await Promise.race([asked, patience])) !== "late") return;
  } catch (error) {
    if (!isAway(asProblem(error)) || !(await showKeptRun(id))) throw error;
    return;
  }
  if (!(await showKeptRun(id))) return asked;
  // The answer replaces what was kept when it comes; should it never come, the banner tells of it.
  asked.catch(() => undefined);
}
