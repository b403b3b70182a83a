import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { useLayer } from "@/kit/layers";
import { part } from "@/kit/part";
import type { Conversation } from "../calls";
import { choosing, stopChoosing } from "../model/choosing";
import { keptFrom } from "../model/governing";
import css from "./choosing.module.css";

const Forward = part(() => import("../dialogs/Forward"), { floating: true });

/** Instead of the composer while messages are being chosen. */
export default function Chosen({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(["messaging", "app"]);
  const { id } = conversation;
  const kept = keptFrom(conversation, "forwarding");
  const seqs = useStore(choosing, (all) => (all?.id === id ? all.seqs : null));
  const [together, setTogether] = useState<boolean | null>(null);
  useLayer(seqs !== null && together === null, stopChoosing, { over: true });
  if (seqs === null) return null;
  const none = seqs.size === 0;
  return (
    <div className={css.chosen} role="toolbar" aria-label={t("choose.bar")}>
      <span role="status">
        {kept === null ? t("choose.messages", { count: seqs.size }) : t(`forward.closed.${kept}`)}
      </span>
      {kept === null && (
        <>
          <button type="button" disabled={none} onClick={() => setTogether(false)}>
            {t("forward.singly")}
          </button>
          <button type="button" disabled={none} onClick={() => setTogether(true)}>
            {t("forward.merge")}
          </button>
        </>
      )}
      <button type="button" onClick={stopChoosing}>
        {t("app:act.cancel")}
      </button>
      {together !== null && (
        <Forward
          source={id}
          seqs={[...seqs].sort((a, b) => a - b)}
          together={together}
          close={() => setTogether(null)}
        />
      )}
    </div>
  );
}
