/** Rules of the house that a machine holds: colours, words, borders between rooms. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const here = import.meta.dirname;

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const all = files(here).filter((path) => !path.includes("generated"));

const COLOUR = /#[0-9a-f]{3,8}\b(?=["'\s;,)])|\b(?:rgb|hsl|oklch)a?\(/i;

function keys(words: unknown, at = ""): string[] {
  if (typeof words !== "object" || words === null) return [at];
  return Object.entries(words).flatMap(([name, value]) => keys(value, at ? `${at}.${name}` : name));
}

/** Plural forms differ by language: `_one` and `_other` count as the same key. */
function compared(path: string): string[] {
  const found = keys(JSON.parse(readFileSync(path, "utf8"))).map((key) => key.replace(/_(one|other)$/, ""));
  return [...new Set(found)].sort();
}

describe("the house", () => {
  it("finds a colour where there is one", () => {
    for (const text of ["color: #C8402F;", 'fill="#fff"', "rgb(0 0 0 / 4%)"]) expect(text).toMatch(COLOUR);
    for (const text of ['href="#top"', "id #12ab9"]) expect(`${text}.`).not.toMatch(COLOUR);
  });

  it.each(all.filter((path) => /\.(tsx?|css)$/.test(path) && !/theme\.ts$|\.test\.tsx?$/.test(path)))(
    "writes no colour in %s",
    (path) => expect(readFileSync(path, "utf8")).not.toMatch(COLOUR),
  );

  it.each(all.filter((path) => path.endsWith("locales/zh-CN.json")))("says the same in three languages: %s", (path) => {
    const base = compared(path);
    for (const language of ["zh-TW", "en"]) expect(compared(path.replace("zh-CN", language))).toEqual(base);
  });

  it("keeps rooms apart: another room only through its door", () => {
    const crossing = all.filter((path) => {
      const room = /rooms\/(\w+)\//.exec(path)?.[1];
      if (!room || !/\.tsx?$/.test(path)) return false;
      const imports = readFileSync(path, "utf8").matchAll(/from "@\/rooms\/(\w+)\/([\w/]+)"/g);
      return [...imports].some(([, other, file]) => other !== room && file !== "door");
    });
    expect(crossing).toEqual([]);
  });

  it("loads parts by `part()` of the kit, which can be tried again after a break of the line", () => {
    const lazy = all.filter((path) => /\.tsx?$/.test(path) && /\blazy\(/.test(readFileSync(path, "utf8")));
    expect(lazy.filter((path) => !path.endsWith(".test.ts"))).toEqual([]);
  });
});
