import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { useStore } from "@/app/store";
import { ahead } from "@/kit/time";
import { usePassing } from "@/kit/usePassing";
import type { Conversation } from "../calls";
import { draftOf, drafts } from "../model/drafts";
import { type Silence, silenceOf } from "../model/governing";
import { brief } from "../words";
import css from "./composer.module.css";

/** Why one may not write here now; looked at again when the time is over. */
export function useSilence(conversation: Conversation): Silence {
  const silence = silenceOf(conversation);
  usePassing(silence?.why === "silenced" ? silence.until : null);
  return silence;
}

/** Instead of the field: why nobody, or this person, may write now. What was begun is kept, and said so. */
export function Silent({ id, silence }: { id: string; silence: NonNullable<Silence> }) {
  const { t } = useTranslation("messaging");
  const language = useLanguage();
  const begun = useStore(drafts, (all) => brief(draftOf(all, id).text));
  const until = silence.why === "silenced" ? ahead(new Date(silence.until), new Date(), language) : "";
  return (
    <div className={css.closed} role="status">
      {t(`composer.${silence.why}`, { until })}
      {begun && silence.why !== "closed" && silence.why !== "ended" && (
        <small>{t("composer.kept", { text: begun })}</small>
      )}
    </div>
  );
}
