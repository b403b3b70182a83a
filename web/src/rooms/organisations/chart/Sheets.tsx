import { useEffect, useMemo, useState } from "react";
import { createPortal, flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { useLanguage } from "@/app/i18n";
import { type Drawing, Drawn } from "./draw";
import type { Direction, Tree } from "./layout";
import { BETWEEN, heightOf, manySheets, oneSheet, type Sheet } from "./paginate";
import css from "./Sheets.module.css";

export interface Paper {
  size: "A4" | "A3";
  sheets: "one" | "many";
}

/** Millimetres of a sheet that can be printed on, lying, between margins of 10; the head takes 16 of the height. */
const LYING = { A4: { width: 277, height: 190 }, A3: { width: 400, height: 277 } };
const HEAD = 16;
const PIXELS = 96 / 25.4;

interface Room {
  width: number;
  height: number;
}

interface Props {
  organisation: string;
  tree: Tree;
  direction: Direction;
  drawing: Omit<Drawing, "chart">;
  /** What a department belongs to, from the top: a sheet that begins with it says so. */
  above: (id: string) => string;
  paper: Paper;
}

/** On paper there is nothing but the sheets; made when the browser is about to print, whoever asked for it. */
export function Sheets(props: Props) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  if (!printing) return null;
  return createPortal(<Printed {...props} />, document.body);
}

function Printed({ organisation, tree, direction, drawing, above, paper }: Props) {
  const { t } = useTranslation("organisations");
  const language = useLanguage();
  const { width, height } = LYING[paper.size];
  const room = useMemo(() => ({ width: width * PIXELS, height: (height - HEAD) * PIXELS }), [width, height]);
  const sheets = useMemo(
    () => (paper.sheets === "one" ? oneSheet(tree, direction) : manySheets(tree, direction, room)),
    [paper, tree, direction, room],
  );
  const date = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date());
  return (
    <div className={css.sheets} data-sheets>
      <style>{`@page { size: ${paper.size} landscape; margin: 10mm }`}</style>
      {sheets.map((sheet, at) => (
        <section
          // biome-ignore lint/suspicious/noArrayIndexKey: a sheet is its number
          key={at}
          className={css.sheet}
          style={{ width: `${width}mm`, height: `${height}mm` }}
        >
          <header>
            <h1>{organisation}</h1>
            <p>{t("chart.title")}</p>
            <p>{date}</p>
            <p>{t("chart.sheet", { number: at + 1, of: sheets.length })}</p>
          </header>
          <OnSheet {...{ sheet, drawing, above, room }} />
        </section>
      ))}
    </div>
  );
}

interface OnSheetProps extends Pick<Props, "drawing" | "above"> {
  sheet: Sheet;
  room: Room;
}

function OnSheet({ sheet, drawing, above, room }: OnSheetProps) {
  const { t } = useTranslation("organisations");
  const widest = Math.max(...sheet.pieces.map(({ chart }) => chart.width));
  // Never larger than on the screen; a small chart stands at the top, in the middle.
  const width = Math.max(widest + 2, room.width);
  const height = Math.max(heightOf(sheet) + 2, room.height);
  const begins = new Set(sheet.pieces.map(({ root }) => root));
  const aside = (id: string) => {
    if (begins.has(id) && above(id)) return t("chart.partOf", { path: above(id) });
    const number = sheet.elsewhere.get(id);
    return number === undefined ? "" : t("chart.goesOn", { number });
  };
  let top = 0;
  return (
    <svg viewBox={`${-width / 2} -1 ${width} ${height}`} preserveAspectRatio="xMidYMin meet">
      <title>{sheet.pieces.map(({ root }) => drawing.words(root).title).join(" ")}</title>
      {sheet.pieces.map(({ chart, root }) => {
        const at = top;
        top += chart.height + BETWEEN;
        return (
          <g key={`${root} ${at}`} transform={`translate(${-chart.width / 2} ${at})`}>
            <Drawn drawing={{ ...drawing, chart }} paper aside={aside} />
          </g>
        );
      })}
    </svg>
  );
}
