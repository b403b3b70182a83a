import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "@/app/appearance";
import { caretAfter } from "../model/merging";
import { toLastMessage } from "../stage/useMessageArrows";
import css from "./composer.module.css";
import type { useComposer } from "./useComposer";
import type { useMentions } from "./useMentions";

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  composer: ReturnType<typeof useComposer>;
  mentions: ReturnType<typeof useMentions>;
  placeholder: string;
  /** Spoken: with the whole name. */
  label: string;
}

const TALLEST = 220;

/** Where another device changes the text, the caret stays with the words it stands in. */
function useKeptCaret(field: Props["field"], text: string): void {
  const seen = useRef({ text, caret: 0 });
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    const note = () => {
      seen.current = { text: element.value, caret: element.selectionStart };
    };
    document.addEventListener("selectionchange", note);
    element.addEventListener("input", note);
    return () => {
      document.removeEventListener("selectionchange", note);
      element.removeEventListener("input", note);
    };
  }, [field]);
  useLayoutEffect(() => {
    const element = field.current;
    const was = seen.current;
    if (!element || was.text === text || document.activeElement !== element) return;
    const caret = caretAfter(was.text, text, was.caret);
    seen.current = { text, caret };
    element.setSelectionRange(caret, caret);
  }, [text, field]);
}

/** A text field that grows with what is written. */
export function Field({ field, composer, mentions, placeholder, label }: Props) {
  const { t } = useTranslation("messaging");
  const phone = useIsPhone();
  const { text } = composer;
  useKeptCaret(field, text);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    // A placeholder, however long, is no reason to grow.
    if (text === "") return;
    element.style.height = `${Math.min(TALLEST, element.scrollHeight)}px`;
  }, [text, field]);
  const key = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses its word.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (mentions.key(event)) return;
    if (event.key === "ArrowUp" && text === "" && toLastMessage()) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    if (phone && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    composer.send();
  };
  return (
    <textarea
      ref={field}
      data-composer
      className={css.field}
      rows={1}
      value={text}
      placeholder={placeholder}
      aria-label={label}
      aria-autocomplete={mentions.open ? "list" : undefined}
      aria-controls={mentions.open ? "mention-list" : undefined}
      aria-description={phone ? undefined : t("composer.keys")}
      aria-activedescendant={mentions.open ? `mention-${mentions.at}` : undefined}
      onChange={(event) => composer.write(event.target.value, event.target.selectionStart)}
      onSelect={(event) => composer.moved(event.currentTarget.selectionStart)}
      onKeyDown={key}
    />
  );
}
