/** A short word at the top of the screen: what was done, or why it was not. `toast("已保存")`. */
import { store, useStore } from "@/app/store";
import css from "./toast.module.css";

interface Note {
  id: number;
  text: string;
  urgent: boolean;
  undo?: { label: string; act: () => void };
}

const notes = store<Note[]>([]);
let last = 0;

/** `urgent` is spoken at once and stays longer; `undo` offers the way back. */
export function toast(text: string, options: { urgent?: boolean; undo?: Note["undo"] } = {}): void {
  if (!text) return;
  last += 1;
  const note: Note = { id: last, text, urgent: options.urgent ?? false, ...(options.undo && { undo: options.undo }) };
  notes.set((was) => [...was.slice(-2), note]);
  setTimeout(() => drop(note.id), note.urgent || note.undo ? 7000 : 3500);
}

function drop(id: number): void {
  notes.set((was) => was.filter((note) => note.id !== id));
}

export function Toasts() {
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
        </div>
      ))}
    </div>
  );
}
