/**
 * What two devices made of the same draft, put together so that nothing is lost of either. Pure; what it takes grows with
 * the texts. The rule, in order: what only one changed is as that one has it; of two texts of which one holds the other,
 * the longer stands; changes in different places are both made; in the same place both stand, the other device's first.
 */

/** Where a text differs from what it was: from `from` to `to` there now stands `text`. */
interface Change {
  from: number;
  to: number;
  text: string;
}

function changeOf(was: string, now: string): Change {
  const most = Math.min(was.length, now.length);
  let from = 0;
  while (from < most && was[from] === now[from]) from += 1;
  let end = 0;
  while (end < most - from && was[was.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  return { from, to: was.length - end, text: now.slice(from, now.length - end) };
}

export function merged(base: string, mine: string, theirs: string): string {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  // Emptied there: sent, or given up. What was added here stays.
  if (mine.includes(theirs)) return mine;
  if (theirs.includes(mine)) return theirs;
  const [here, there] = [changeOf(base, mine), changeOf(base, theirs)];
  const [first, second] = here.from <= there.from ? [here, there] : [there, here];
  if (first.to < second.from || (first.to === second.from && first.from < first.to)) {
    const between = base.slice(first.to, second.from);
    return base.slice(0, first.from) + first.text + between + second.text + base.slice(second.to);
  }
  return `${theirs}\n${mine}`;
}

/** Where a caret comes to stand when a text changes under it. */
export function caretAfter(was: string, now: string, caret: number): number {
  const { from, to, text } = changeOf(was, now);
  if (caret <= from) return caret;
  return caret >= to ? caret + now.length - was.length : from + text.length;
}
