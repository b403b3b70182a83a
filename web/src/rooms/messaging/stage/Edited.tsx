import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Fact } from "../calls";
import css from "../content/content.module.css";

const Revisions = lazy(() => import("../dialogs/Revisions"));

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
      {open && (
        <Suspense fallback={null}>
          <Revisions fact={fact} close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
