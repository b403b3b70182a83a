import { useState } from "react";
import { useTranslation } from "react-i18next";
import { part } from "@/kit/part";
import type { Fact } from "../calls";
import css from "../content/content.module.css";

const Revisions = part(() => import("../dialogs/Revisions"), { floating: true });

/** Says that a message was changed; a press shows what it said before. */
export function Edited({ fact }: { fact: Fact }) {
  const { t } = useTranslation("messaging");
  const [open, setOpen] = useState(false);
  if (fact.edited_at === null) return null;
  return (
    <>
      <button type="button" className={css.edited} onClick={() => setOpen(true)}>
        {t("edit.mark")}
      </button>
      {open && <Revisions fact={fact} close={() => setOpen(false)} />}
    </>
  );
}
