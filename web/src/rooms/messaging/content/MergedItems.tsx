import type { ReactNode } from "react";
import { useLanguage } from "@/app/i18n";
import { Dialog } from "@/kit/Dialog";
import { full } from "@/kit/time";
import type { Content } from "../calls";
import { RichText } from "../stage/RichText";
import css from "./content.module.css";
import type { Merged } from "./MergedView";

interface Props {
  title: string;
  merged: Merged;
  /** Shows what one of the messages carries. */
  show: (content: Content) => ReactNode;
  close: () => void;
}

/** All of the messages forwarded together. */
export default function MergedItems({ title, merged, show, close }: Props) {
  const language = useLanguage();
  return (
    <Dialog title={title} close={close}>
      <ol className={css.items}>
        {merged.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was forwarded never changes
          <li key={index}>
            <header>
              <b>{item.name}</b>
              <time dateTime={item.at}>{full(new Date(item.at), language)}</time>
            </header>
            {item.text && <RichText text={item.text} mentions={[]} />}
            {item.content && show(item.content)}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
