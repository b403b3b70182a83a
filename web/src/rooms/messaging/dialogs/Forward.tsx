import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem, type Problem } from "@/app/problem";
import { Dialog, FootButton } from "@/kit/Dialog";
import { toast } from "@/kit/toast";
import { forward } from "../model/around";
import { useChat } from "../model/chat";
import { stopChoosing } from "../model/choosing";
import { keptFrom } from "../model/governing";
import css from "./dialogs.module.css";
import { Forwarded } from "./Forwarded";
import { ForwardTargets } from "./ForwardTargets";

interface Props {
  source: string;
  seqs: number[];
  together: boolean;
  close: () => void;
}

/** What became of it in each conversation: null where it has arrived. */
export type Outcomes = Record<string, Problem | null>;

/** Into which conversations, and what became of it there; what did not arrive can be tried again, and arrives once. */
export default function Forward({ source, seqs, together, close }: Props) {
  const { t } = useTranslation(["messaging", "app"]);
  const [chosen, setChosen] = useState<string[]>([]);
  const [outcomes, setOutcomes] = useState<Outcomes>({});
  const from = useChat((state) => state.conversations[source]);
  const kept = from ? keptFrom(from, "forwarding") : null;
  const act = useMutation({
    mutationFn: async (targets: string[]) => {
      const now = { ...outcomes };
      for (const target of targets)
        now[target] = await forward(source, seqs, target, together).then(() => null, asProblem);
      return now;
    },
    onSuccess: (now) => {
      if (Object.values(now).some((problem) => problem !== null)) {
        setOutcomes(now);
        return;
      }
      toast(t("forward.done", { count: chosen.length }));
      stopChoosing();
      close();
    },
  });
  const tried = Object.keys(outcomes).length > 0;
  const left = chosen.filter((one) => outcomes[one] !== null);
  const word = tried ? t("forward.again", { count: left.length }) : t("forward.act", { count: chosen.length });
  return (
    <Dialog
      title={t(together ? "forward.together" : "forward.title", { count: seqs.length })}
      close={close}
      foot={
        <>
          {tried && (
            <FootButton look="plain" onClick={close}>
              {t("app:act.close")}
            </FootButton>
          )}
          <FootButton
            look="primary"
            disabled={kept !== null || left.length === 0 || act.isPending}
            onClick={() => act.mutate(left)}
          >
            {word}
          </FootButton>
        </>
      }
    >
      {kept !== null && (
        <p className={css.refused} role="alert">
          {t(`forward.closed.${kept}`)}
        </p>
      )}
      {tried ? (
        <Forwarded chosen={chosen} outcomes={outcomes} />
      ) : (
        <ForwardTargets from={from} chosen={chosen} choose={setChosen} />
      )}
    </Dialog>
  );
}
