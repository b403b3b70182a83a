/** A short word at the top of the screen: what was done, or why it was not. `toast("已保存")`. */
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { store, useStore } from "@/app/store";
import css from "./toast.module.css";

interface Note {
  id: number;
  text: string;
  urgent: boolean;
  undo?: { label: string; act: () => void };
  /** Stays until it is answered or put away; one of a name at a time. */
  lasting?: string;
}

const notes = store<Note[]>([]);
let last = 0;

type Options = Partial<Pick<Note, "urgent" | "undo" | "lasting">>;

/** `urgent` is spoken at once and stays longer; `undo` offers the way back; `lasting` waits for an answer. */
export function toast(text: string, options: Options = {}): void {
  if (!text) return;
  last += 1;
  const note: Note = { id: last, text, urgent: false, ...options };
  notes.set((was) => [...was.filter((one) => !note.lasting || one.lasting !== note.lasting).slice(-2), note]);
  if (!note.lasting) setTimeout(() => drop(note.id), note.urgent || note.undo ? 7000 : 3500);
}

/** Why something did not come about, at once and in words. */
export function toastProblem(error: unknown): void {
  toast(asProblem(error).message, { urgent: true });
}

function drop(id: number): void {
  notes.set((was) => was.filter((note) => note.id !== id));
}

export function Toasts() {
  const { t } = useTranslation("app", { useSuspense: false });
  const shown = useStore(notes, (all) => all);
  return (
    <div className={css.notes} aria-live="polite">
      {shown.map((note) => (
        <div
          key={note.id}
          className={note.urgent ? `${css.note} ${css.urgent}` : css.note}
          role={note.urgent ? "alert" : "status"}
        >
          <span>{note.text}</span>
          {note.undo && (
            <button
              type="button"
              onClick={() => {
                note.undo?.act();
                drop(note.id);
              }}
            >
              {note.undo.label}
            </button>
          )}
          {note.lasting && (
            <button type="button" className={css.later} onClick={() => drop(note.id)}>
              {t("act.later")}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
