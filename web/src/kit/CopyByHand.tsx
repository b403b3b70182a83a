import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import css from "./CopyByHand.module.css";
import { Dialog } from "./Dialog";

/** The text selected, for the keys or the finger of whoever wants it. */
export default function CopyByHand({ text, close }: { text: string; close: () => void }) {
  const { t } = useTranslation("app");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <Dialog title={t("copy.title")} close={close}>
      <div className={css.hand}>
        <p>{t("copy.hint")}</p>
        <textarea ref={field} readOnly value={text} rows={5} aria-label={t("copy.title")} />
      </div>
    </Dialog>
  );
}
