import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Sheet } from "@/kit/Sheet";
import { EmptyState } from "@/kit/states";
import { When } from "@/kit/When";
import type { Look } from "../calls";
import { useLooks } from "../queries";
import { Rows } from "./Rows";
import css from "./record.module.css";

/** Who looked at one: when, at what, why, and by which power. */
export function Looks() {
  const { t } = useTranslation("privacy");
  const looks = useLooks();
  return (
    <Sheet title={t("looks.title")} hint={t("looks.hint")} flush>
      <Rows
        pages={looks}
        label={t("looks.title")}
        row={(look) => <Line key={look.id} look={look} />}
        empty={<EmptyState icon={<Eye />} title={t("looks.none")} hint={t("looks.noneHint")} />}
      />
    </Sheet>
  );
}

function Line({ look }: { look: Look }) {
  const { t } = useTranslation("privacy");
  return (
    <li className={css.row}>
      <p>
        <b>{look.by ?? t("looks.somebody")}</b> {look.text}
      </p>
      <p className={look.why ? undefined : css.quiet}>
        {look.why ? t("looks.why", { why: look.why }) : t("looks.noWhy")}
      </p>
      <p className={css.quiet}>
        <When at={look.at} /> · {look.organisation}
        {look.power ? ` · ${t("looks.power", { power: look.power })}` : null}
      </p>
    </li>
  );
}
