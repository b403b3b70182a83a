import { drawn, type Facts } from "./facts";

/** The first page as a picture. */
export async function factsOfPdf(blob: Blob): Promise<Facts> {
  const { openPdf } = await import("../viewer/pdf");
  const opened = await openPdf({ data: new Uint8Array(await blob.arrayBuffer()) });
  try {
    const page = await opened.document.getPage(1);
    const plain = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: Math.min(3, 1280 / Math.max(plain.width, plain.height)) });
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(viewport.width);
    canvas.height = Math.ceil(viewport.height);
    await page.render({ canvas, viewport }).promise;
    const preview = await drawn(canvas, canvas.width, canvas.height);
    return { width: canvas.width, height: canvas.height, ...(preview && { preview }) };
  } finally {
    await opened.close();
  }
}
