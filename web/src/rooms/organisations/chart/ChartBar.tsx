import { ChevronsDownUp, ChevronsUpDown, Maximize, Minus, Network, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStore } from "@/app/store";
import { IconButton } from "@/kit/IconButton";
import css from "./Chart.module.css";
import type { ChartState } from "./useChart";
import { zoomAt } from "./viewport";

/** At the lower edge: larger, smaller, all of it, which way it grows, how far it is unfolded. */
export function ChartBar({ chart }: { chart: ChartState }) {
  const { t } = useTranslation("organisations");
  const middle = { x: chart.size.width / 2, y: chart.size.height / 2 };
  const zoom = (factor: number) => chart.move((view) => zoomAt(view, factor, middle));
  const scale = useStore(chart.view, (view) => Math.round(view.scale * 100));
  const down = chart.direction === "down";
  return (
    <div className={css.bar} role="toolbar" aria-label={t("chart.view")}>
      <IconButton label={t("chart.smaller")} icon={<Minus aria-hidden />} onClick={() => zoom(0.8)} />
      <output aria-label={t("chart.scale")}>{scale}%</output>
      <IconButton label={t("chart.larger")} icon={<Plus aria-hidden />} onClick={() => zoom(1.25)} />
      <IconButton label={t("chart.fit")} icon={<Maximize aria-hidden />} onClick={chart.fitAll} />
      <i aria-hidden="true" />
      <IconButton
        label={t(down ? "chart.toRight" : "chart.toDown")}
        icon={<Network aria-hidden className={down ? undefined : css.turned} />}
        onClick={chart.turn}
      />
      <IconButton label={t("chart.unfoldAll")} icon={<ChevronsUpDown aria-hidden />} onClick={chart.unfoldAll} />
      <IconButton label={t("chart.foldAll")} icon={<ChevronsDownUp aria-hidden />} onClick={chart.foldAll} />
    </div>
  );
}
