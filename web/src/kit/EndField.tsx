import { useState } from "react";
import { useLanguage } from "@/app/i18n";
import { dayOf } from "./days";
import css from "./EndField.module.css";
import { ahead } from "./time";

export interface Ending<End extends string> {
  end: End | "open" | "date";
  /** RFC 3339; null: without end. */
  at: string | null;
}

/** A usual moment; `open` has none, `date` is asked for. */
export interface Choice<End extends string> {
  end: End | "open" | "date";
  at: Date | null;
}

interface Props<End extends string> {
  ending: Ending<End>;
  change: (next: Ending<End>) => void;
  /** What there is to choose at a moment; the last but one is where `date` begins. */
  choicesAt: (now: Date) => Choice<End>[];
  words: { end: string; endAt: string; of: (end: End | "open" | "date") => string };
}

/** When something ends by itself: a few usual moments, or one of one's own. */
export function EndField<End extends string>({ ending, change, choicesAt, words }: Props<End>) {
  const language = useLanguage();
  const [now] = useState(() => new Date());
  const choices = choicesAt(now);
  const kept = ending.end === "open" && ending.at !== null;
  return (
    <div className={css.ends}>
      <label>
        {words.end}
        <select
          aria-label={words.end}
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
              {words.of(end)}
            </option>
          ))}
        </select>
      </label>
      {ending.end === "date" ? (
        <input
          type="datetime-local"
          aria-label={words.endAt}
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

/** A moment as an `<input type="datetime-local">` has it, to the minute, in the time of the device. */
export function asInput(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${dayOf(at)}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
