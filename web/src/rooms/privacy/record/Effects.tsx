import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Effect, Mark, sealColour } from "@/kit/EffectLine";
import { Sheet } from "@/kit/Sheet";
import { EmptyState } from "@/kit/states";
import { When } from "@/kit/When";
import type { OwnEffect } from "../calls";
import { useOwnEffects } from "../queries";
import { Rows } from "./Rows";
import css from "./record.module.css";

const EFFECTS: Record<number, Effect> = { 1: "delivered", 2: "confirmed", 3: "handled" };

/** What one delivered, confirmed and handled, the newest first. */
export function Effects() {
  const { t } = useTranslation("privacy");
  const effects = useOwnEffects();
  return (
    <Sheet title={t("effects.title")} hint={t("effects.hint")} flush>
      <Rows
        pages={effects}
        label={t("effects.title")}
        row={(one) => <Line key={one.id} one={one} />}
        empty={<EmptyState icon={<History />} title={t("effects.none")} />}
      />
    </Sheet>
  );
}

function Line({ one }: { one: OwnEffect }) {
  const { t } = useTranslation("privacy");
  const effect = EFFECTS[one.effect] ?? "delivered";
  const count = one.first == null || one.last == null ? 0 : one.last - one.first + 1;
  const what = one.name ? t("effects.in", { name: one.name }) : t(`effects.items.${itemOf(one)}`);
  return (
    <li className={css.row}>
      <p className={css.head}>
        <span className={css.effect}>
          <span style={{ color: sealColour(1, effect) }}>
            <Mark effect={effect} part={1} />
          </span>
          <b>{one.words}</b>
        </span>
        <span className={css.quiet}>
          <When at={one.at} />
        </span>
      </p>
      <p>
        {what}
        {count > 1 ? ` · ${t("effects.messages", { count })}` : null}
      </p>
      <p className={css.quiet}>
        {[t(`effects.${effect}`), one.organisation ?? t("kept.platform"), one.device].filter(Boolean).join(" · ")}
      </p>
    </li>
  );
}

function itemOf(one: OwnEffect): "file" | "act" | "conversation" {
  return one.item_kind === "file" || one.item_kind === "act" ? one.item_kind : "conversation";
}
