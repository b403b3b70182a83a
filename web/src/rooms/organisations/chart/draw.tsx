/** The whole chart as a file: an SVG that stands for itself, and a picture of it. */
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { inks } from "@/kit/theme";
import { ChartLines, ChartNode, type NodeWords } from "./ChartNode";
import type { Chart } from "./layout";
import { TOP } from "./model";

export interface Drawing {
  chart: Chart;
  words: (id: string, aside?: string) => NodeWords;
  hidden: (id: string) => boolean;
}

/** The nodes and lines of a chart, in the colours of a file or of paper. */
export function Drawn({
  drawing,
  paper = false,
  aside,
}: {
  drawing: Drawing;
  paper?: boolean;
  aside?: (id: string) => string;
}) {
  const ink = paper ? inks.paper : inks.file;
  return (
    <>
      <ChartLines lines={drawing.chart.lines.map(({ points }) => points)} inks={ink} />
      {[...drawing.chart.nodes].map(([id, at]) => (
        <ChartNode
          key={id}
          id={id}
          at={at}
          words={drawing.words(id, aside?.(id))}
          inks={ink}
          top={id === TOP}
          hidden={drawing.hidden(id)}
        />
      ))}
    </>
  );
}

const MARGIN = 24;

/** The text of an SVG file; names are escaped by the serialiser. */
export function svgOf(drawing: Drawing): { text: string; width: number; height: number } {
  const width = Math.ceil(drawing.chart.width + 2 * MARGIN);
  const height = Math.ceil(drawing.chart.height + 2 * MARGIN);
  const holder = document.createElement("div");
  const root = createRoot(holder);
  flushSync(() =>
    root.render(
      <svg
        xmlns="http://www.w3.org/2000/svg"
        width={width}
        height={height}
        viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`}
      >
        <title>{drawing.words(TOP).title}</title>
        <rect x={-MARGIN} y={-MARGIN} width={width} height={height} style={{ fill: inks.file.ground }} />
        <Drawn drawing={drawing} />
      </svg>,
    ),
  );
  const text = new XMLSerializer().serializeToString(holder.firstElementChild as Element);
  root.unmount();
  return { text, width, height };
}

/** No browser paints more than this: pixels a side, and in all. */
const MOST = { side: 16_000, area: 120_000_000 };

/** How large a picture may be, at most twice its size: what is larger comes out smaller. */
export function pictureScale(width: number, height: number): number {
  return Math.min(2, MOST.side / width, MOST.side / height, Math.sqrt(MOST.area / (width * height)));
}

export async function pngOf(drawing: Drawing): Promise<Blob> {
  const { text, width, height } = svgOf(drawing);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const scale = pictureScale(width, height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(width * scale);
    canvas.height = Math.floor(height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
