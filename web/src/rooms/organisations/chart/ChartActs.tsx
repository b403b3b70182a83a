import Dropdown from "antd/es/dropdown";
import { Download, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/app/problem";
import { keep } from "@/kit/download";
import { IconButton } from "@/kit/IconButton";
import { toast } from "@/kit/toast";
import { type Drawing, pngOf, svgOf } from "./draw";
import type { Paper } from "./Sheets";

interface Props {
  drawing: Drawing;
  name: string;
  print: (paper: Paper) => void;
}

/** On paper, or as a file to take along. */
export function ChartActs({ drawing, name, print }: Props) {
  const { t } = useTranslation("organisations");
  const file = (ending: string) => `${name.replace(/[\\/:*?"<>|\s]+/g, " ")}.${ending}`;
  const svg = () => keep(new Blob([svgOf(drawing).text], { type: "image/svg+xml" }), file("svg"));
  const png = () =>
    pngOf(drawing).then(
      (blob) => keep(blob, file("png")),
      (error: unknown) => toast(asProblem(error).message, { urgent: true }),
    );
  const papers: Paper[] = [
    { size: "A4", sheets: "many" },
    { size: "A4", sheets: "one" },
    { size: "A3", sheets: "many" },
    { size: "A3", sheets: "one" },
  ];
  return (
    <>
      <Dropdown
        trigger={["click"]}
        destroyOnHidden
        menu={{
          items: papers.map((paper) => ({
            key: paper.size + paper.sheets,
            label: t(`chart.paper.${paper.sheets}`, { size: paper.size }),
            onClick: () => print(paper),
          })),
        }}
      >
        <IconButton label={t("chart.print")} icon={<Printer aria-hidden />} />
      </Dropdown>
      <Dropdown
        trigger={["click"]}
        destroyOnHidden
        menu={{
          items: [
            { key: "png", label: t("chart.asPng"), onClick: () => void png() },
            { key: "svg", label: t("chart.asSvg"), onClick: svg },
          ],
        }}
      >
        <IconButton label={t("chart.download")} icon={<Download aria-hidden />} />
      </Dropdown>
    </>
  );
}
