import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { useIsPhone } from "@/app/appearance";
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

/** A text field that grows with what is written. */
export function Field({ field, composer, mentions, placeholder, label }: Props) {
  const phone = useIsPhone();
  const { text } = composer;
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
      aria-activedescendant={mentions.open ? `mention-${mentions.at}` : undefined}
      onChange={(event) => composer.write(event.target.value, event.target.selectionStart)}
      onSelect={(event) => composer.moved(event.currentTarget.selectionStart)}
      onKeyDown={key}
    />
  );
}
