/** Copying that never fails in silence: browsers give the clipboard to secure pages only, and sometimes not even to them. */
import i18next from "i18next";
import { store, useStore } from "@/app/store";
import { part } from "./part";
import { toast } from "./toast";

const byHand = store<string | null>(null);
const CopyByHand = part(() => import("./CopyByHand"), { floating: true });

/** Puts `text` on the clipboard and says so; where no way leads there, offers it selected, to be copied by hand. */
export async function copyText(text: string): Promise<void> {
  if ((await written(text)) || oldWay(text)) toast(i18next.t("app:copy.done"));
  else byHand.set(text);
}

async function written(text: string): Promise<boolean> {
  try {
    if (!navigator.clipboard) return false;
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Forbidden here: there are other ways.
    return false;
  }
}

/** What pages without TLS are left with. */
function oldWay(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "sr-only";
  document.body.append(field);
  field.select();
  const done = document.activeElement === field && document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

/** Stands once beside the screens. */
export function Copying() {
  const text = useStore(byHand, (one) => one);
  return text === null ? null : <CopyByHand text={text} close={() => byHand.set(null)} />;
}
