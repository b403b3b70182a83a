import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { part } from "@/kit/part";
import type { Content } from "../calls";
import { brief, contentWords } from "../words";
import css from "./content.module.css";

export type Merged = Extract<Content, { kind: "merged" }>;
const SHOWN = 3;
const MergedItems = part(() => import("./MergedItems"), { floating: true });

interface Props {
  merged: Merged;
  /** Shows what one of the messages carries. */
  show: (content: Content) => ReactNode;
}

/** Messages forwarded together: the first few lines, and all of them at a press. */
export function MergedView({ merged, show }: Props) {
  const { t } = useTranslation("messaging");
  const [open, setOpen] = useState(false);
  const title = t("merged.title", { name: merged.title });
  return (
    <section className={css.merged} aria-label={title}>
      <h4>{title}</h4>
      {merged.items.slice(0, SHOWN).map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was forwarded never changes
        <p key={index}>
          {item.name}: {brief(item.text ?? "") || contentWords(item.content ?? null, t)}
        </p>
      ))}
      <button type="button" onClick={() => setOpen(true)}>
        {t("merged.open", { count: merged.items.length })}
      </button>
      {open && <MergedItems title={title} merged={merged} show={show} close={() => setOpen(false)} />}
    </section>
  );
}
