import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import css from "./details.module.css";

interface Props {
  title: string;
  /** What follows from it. */
  consequence: string;
  /** The word on the button that acts. */
  word: string;
  act: () => Promise<unknown>;
  done: () => void;
  close: () => void;
}

/** Asks before something that cannot be taken back; a refusal is shown where it was asked. */
export function Confirm({ title, consequence, word, act, done, close }: Props) {
  const { t } = useTranslation("app");
  const run = useMutation({ mutationFn: act, onSuccess: done });
  return (
    <Dialog
      title={title}
      close={close}
      foot={
        <>
          <FootButton look="plain" onClick={close}>
            {t("act.cancel")}
          </FootButton>
          <FootButton look="urgent" disabled={run.isPending} onClick={() => run.mutate()}>
            {word}
          </FootButton>
        </>
      }
    >
      <div className={css.form}>
        <p className={css.consequence}>{consequence}</p>
        {run.error && <p role="alert">{asProblem(run.error).message}</p>}
      </div>
    </Dialog>
  );
}
