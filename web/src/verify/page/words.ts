/** The page's own words: all three languages come with it, so that one file is enough. */
import type { Language } from "@/app/language";
import en from "../locales/en.json";
import simplified from "../locales/zh-CN.json";
import traditional from "../locales/zh-TW.json";

type Tree = { [name: string]: string | Tree };
export type Say = (key: string, with_?: Record<string, string | number>) => string;

function flat(tree: Tree, before = ""): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? [[before + name, value] as [string, string]] : flat(value, `${before}${name}.`),
  );
}

/** Says a word; of one that is not there, nothing. Numbers called `count` choose between one and other. */
function sayOf(tree: Tree): Say {
  const own = new Map(flat(tree));
  return (key, with_ = {}) => {
    const text = own.get(key) ?? own.get(`${key}_${with_.count === 1 ? "one" : "other"}`) ?? "";
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(with_[name] ?? ""));
  };
}

export const says: Record<Language, Say> = {
  "zh-CN": sayOf(simplified),
  "zh-TW": sayOf(traditional),
  en: sayOf(en),
};
