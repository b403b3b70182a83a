import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import { useChat } from "../model/chat";
import { announce } from "../model/running";
import css from "./dialogs.module.css";

const MOST = 2_000;

/** Words to stand above the chat, and whether everybody is asked to confirm them. */
export default function NewAnnouncement({ id, text: begun, close }: { id: string; text: string; close: () => void }) {
  const { t } = useTranslation("messaging");
  const [text, setText] = useState([...begun].slice(0, MOST).join(""));
  const [confirm, setConfirm] = useState(false);
  const replaces = useChat((state) => Boolean(state.conversations[id]?.announcement));
  const act = useMutation({ mutationFn: () => announce(id, text.trim(), confirm), onSuccess: close });
  return (
    <Dialog
      title={t("announce.new")}
      close={close}
      foot={
        <FootButton look="primary" disabled={text.trim() === "" || act.isPending} onClick={() => act.mutate()}>
          {t("announce.post")}
        </FootButton>
      }
    >
      <label className={css.field}>
        {t("announce.text")}
        <textarea rows={6} value={text} maxLength={MOST} onChange={(event) => setText(event.target.value)} />
      </label>
      <label className={css.check}>
        <input type="checkbox" checked={confirm} onChange={(event) => setConfirm(event.target.checked)} />
        {t("announce.ask")}
      </label>
      <p className={css.hint}>{t("announce.askHint")}</p>
      {replaces && <p className={css.hint}>{t("announce.replaces")}</p>}
      {act.error && (
        <p className={css.refused} role="alert">
          {asProblem(act.error).message}
        </p>
      )}
    </Dialog>
  );
}
