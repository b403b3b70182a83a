/** The page's words: all three languages come with it, so that one file is enough. */
import type { Language } from "@/app/language";
import { audit as enAudit } from "@/rooms/organisations/locales/en.json";
import { audit as simplifiedAudit } from "@/rooms/organisations/locales/zh-CN.json";
import { audit as traditionalAudit } from "@/rooms/organisations/locales/zh-TW.json";
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

/** The longest name an entry has for an act. */
const LONGEST_ACT = 32;

/** What admins do, by the names that entries have for it; called as the audit desk calls it. */
function acts(kinds: Tree): [string, string][] {
  return flat(kinds).map(([kind, text]) => [`act.${kind.replaceAll(".", "_").slice(0, LONGEST_ACT)}`, text]);
}

/** Says a word; of one that is not there, nothing. Numbers called `count` choose between one and other. */
function sayOf(tree: Tree, kinds: Tree): Say {
  const own = new Map([...acts(kinds), ...flat(tree)]);
  return (key, with_ = {}) => {
    const text = own.get(key) ?? own.get(`${key}_${with_.count === 1 ? "one" : "other"}`) ?? "";
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(with_[name] ?? ""));
  };
}

export const says: Record<Language, Say> = {
  "zh-CN": sayOf(simplified, simplifiedAudit.kinds),
  "zh-TW": sayOf(traditional, traditionalAudit.kinds),
  en: sayOf(en, enAudit.kinds),
};
