import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { ahead } from "@/kit/time";
import { asInput, type End, endsNow } from "./ends";
import css from "./PresenceForm.module.css";

export interface Ending {
  end: End;
  /** RFC 3339; null: without end. */
  at: string | null;
}

/** When it ends by itself: a few usual moments, or one of one's own. */
export function EndField({ ending, change }: { ending: Ending; change: (next: Ending) => void }) {
  const { t } = useTranslation("accounts");
  const language = useLanguage();
  const [now] = useState(() => new Date());
  const choices = endsNow(now);
  const kept = ending.end === "open" && ending.at !== null;
  return (
    <div className={css.ends}>
      <label>
        {t("presence.end")}
        <select
          aria-label={t("presence.end")}
          value={kept ? "kept" : ending.end}
          onChange={(event) => {
            const chosen = choices.find(({ end }) => end === event.target.value);
            if (chosen?.end === "date") change({ end: "date", at: choices.at(-2)?.at?.toISOString() ?? null });
            else if (chosen) change({ end: chosen.end, at: chosen.at?.toISOString() ?? null });
          }}
        >
          {kept ? <option value="kept">{ahead(new Date(ending.at as string), now, language)}</option> : null}
          {choices.map(({ end }) => (
            <option key={end} value={end}>
              {t(`presence.ends.${end}`)}
            </option>
          ))}
        </select>
      </label>
      {ending.end === "date" ? (
        <input
          type="datetime-local"
          aria-label={t("presence.endAt")}
          min={asInput(now)}
          value={ending.at ? asInput(new Date(ending.at)) : ""}
          onChange={(event) => {
            const at = new Date(event.target.value);
            if (!Number.isNaN(at.getTime())) change({ end: "date", at: at.toISOString() });
          }}
        />
      ) : null}
    </div>
  );
}
