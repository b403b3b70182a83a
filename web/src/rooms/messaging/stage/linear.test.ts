/** What strangers write is cut and shown in time that grows with its length, whatever they write. */
import { describe, expect, it } from "vitest";
import { sought } from "../composer/useMentions";
import { mentioned } from "../model/drafts";
import { brief } from "../words";
import { blocks } from "./blocks";
import { pieces } from "./pieces";
import { plain } from "./plain";

const SMALL = 6_000;
/** So much longer is the second text; what grows with the square of the length takes so many times as long again. */
const TIMES = 16;
/** Far from both: four times what is linear, a quarter of what is not. */
const MOST = 4 * TIMES;
/** What is over sooner than this at the longer size, in ms, has no shape to measure. */
const SOON = 15;

// prettier
const hostile: Record<string, (length: number) => string> = {
  "open brackets": (n) => "[".repeat(n),
  stars: (n) => "*".repeat(n),
  backticks: (n) => "`".repeat(n),
  "backticks never closed": (n) => "`a\n".repeat(n / 3),
  "fences never closed": (n) => "```js\n".repeat(n / 6),
  "fences closed at once": (n) => "```\n".repeat(n / 4),
  "marks of mentions": (n) => "@".repeat(n),
  "mentions of a name that never ends": (n) => "@何川何川".repeat(n / 5),
  addresses: (n) => "https://a.cn/?q=1 ".repeat(n / 18),
  "one address in another": (n) => "https://".repeat(n / 8),
  "points within an address": (n) => `https://a.cn/${".".repeat(n)}a`,
  "brackets within an address": (n) => `https://a.cn/${"(".repeat(n / 2)}${")".repeat(n / 2)}a`,
  quotes: (n) => ">".repeat(n),
  "quotes on lines": (n) => "> > > \n".repeat(n / 7),
  "one long line": (n) => "长".repeat(n),
  "empty lines": (n) => `a${"\n".repeat(n)}b`,
  spaces: (n) => `a${" ".repeat(n)}b`,
  bars: (n) => "|".repeat(n),
  "bars over spaces": (n) => `a|b\n${" ".repeat(n)}x`,
  "a rule and spaces": (n) => `a|b\n-|-${" ".repeat(n)}x`,
  "a rule that fails": (n) => `a|b\n${"-|".repeat(n / 2)}x`,
  tables: (n) => "a|b\n-|-\n\n".repeat(n / 9),
  "escaped bars": (n) => "\\|".repeat(n / 2),
  emoji: (n) => "👨‍👩‍👧‍👦".repeat(n / 11),
};

const names = Array.from({ length: 100 }, (_, index) => `何川${"何川".repeat(index % 20)}${index}`);
const byPerson = Object.fromEntries(names.map((name, index) => [`p${index}`, name]));

const ways: Record<string, (text: string) => unknown> = {
  blocks,
  pieces: (text) => pieces(text, names),
  plain,
  brief,
  mentioned: (text) => mentioned(text, byPerson),
  sought: (text) => sought(text, text.length),
};

/** The quickest of some tries: a machine may stand still in others. */
function quickest(act: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5; tries += 1) {
    const begin = performance.now();
    act();
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

/** Measured anew before it is called too much: what is linear passes once in a few. */
function grows(act: (text: string) => unknown, text: (length: number) => string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && least > MOST; tries += 1) {
    const long = quickest(() => act(text(SMALL * TIMES)));
    least = Math.min(least, long < SOON ? 0 : long / quickest(() => act(text(SMALL))));
  }
  return least;
}

describe.each(Object.entries(ways))("%s", (_, act) => {
  it.each(Object.entries(hostile))("%s", (__, text) => {
    expect(grows(act, text)).toBeLessThan(MOST);
  });
});
