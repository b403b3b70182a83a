import { type FocusEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { mayBeLong, unfolded } from "./long";
import css from "./longText.module.css";
import { RichText } from "./RichText";

interface Props {
  /** What is unfolded stays so while the page stands, wherever one scrolls. */
  id: string;
  text: string;
  mentions: string[];
}

/** A text; one that would fill the screen is folded, and all of it a press away. */
export function LongText(props: Props) {
  return mayBeLong(props.text) ? <Folded {...props} /> : <RichText text={props.text} mentions={props.mentions} />;
}

function Folded({ id, text, mentions }: Props) {
  const { t } = useTranslation("messaging");
  const words = useId();
  const open = useStore(unfolded, (all) => all.has(id));
  const body = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(true);
  useEffect(() => {
    const element = body.current;
    if (!element || open) return;
    const watch = new ResizeObserver(() => setOver(element.scrollHeight > element.clientHeight + 1));
    watch.observe(element);
    return () => watch.disconnect();
  }, [open]);
  const set = (now: boolean) =>
    unfolded.set((was) => new Set(now ? [...was, id] : [...was].filter((one) => one !== id)));
  // Whoever comes to a link below the fold by the keyboard sees where they are.
  const reached = (event: FocusEvent<HTMLElement>) => {
    const end = event.currentTarget.getBoundingClientRect().bottom;
    if (!open && event.target.getBoundingClientRect().bottom > end) set(true);
  };
  const fold = () => {
    set(!open);
    // The fold takes away what one has read down to: its beginning comes back into sight.
    if (open) requestAnimationFrame(() => body.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears where the focus of the links in it goes */}
      <div ref={body} id={words} className={open ? undefined : css.folded} data-over={!open && over} onFocus={reached}>
        <RichText text={text} mentions={mentions} />
      </div>
      {(open || over) && (
        <button type="button" className={css.fold} aria-expanded={open} aria-controls={words} onClick={fold}>
          {t(open ? "message.fold" : "message.unfold")}
        </button>
      )}
    </>
  );
}
