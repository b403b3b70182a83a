import { Check, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useChat } from "../model/chat";
import css from "./dialogs.module.css";
import type { Outcomes } from "./Forward";
import { Target } from "./ForwardTargets";

interface Props {
  chosen: string[];
  outcomes: Outcomes;
}

/** What became of a forward, conversation by conversation. */
export function Forwarded({ chosen, outcomes }: Props) {
  const { t } = useTranslation("messaging");
  const all = useChat((state) => state.conversations);
  const failed = Object.values(outcomes).filter((problem) => problem !== null).length;
  const done = Object.keys(outcomes).length - failed;
  return (
    <>
      <p className={css.hint} role="status">
        {t("forward.some", { done, left: failed })}
      </p>
      <ul className={css.outcomes}>
        {chosen.map((id) => {
          const one = all[id];
          const outcome = outcomes[id];
          return (
            one && (
              <li key={id} className={css.outcome} data-failed={outcome ? true : undefined}>
                <Target one={one}>
                  {outcome !== undefined && <small>{outcome?.message ?? t("forward.sent")}</small>}
                </Target>
                {outcome === null && <Check aria-hidden="true" />}
                {outcome && <TriangleAlert aria-hidden="true" />}
              </li>
            )
          );
        })}
      </ul>
    </>
  );
}
