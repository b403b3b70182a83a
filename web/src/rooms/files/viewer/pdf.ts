/** pdf.js, loaded when the first document is opened. It runs no script of a document, and fetches only from us. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, VerbosityLevel } from "pdfjs-dist";
import worker from "pdfjs-dist/build/pdf.worker.min.mjs?url";

const parts = import.meta.env.PDF_PARTS as string;
GlobalWorkerOptions.workerSrc = worker;

export interface OpenedPdf {
  document: PDFDocumentProxy;
  close: () => Promise<void>;
}

export async function openPdf(from: { url: string } | { data: Uint8Array }): Promise<OpenedPdf> {
  const loading = getDocument({
    ...from,
    cMapUrl: `${parts}cmaps/`,
    standardFontDataUrl: `${parts}standard_fonts/`,
    wasmUrl: `${parts}wasm/`,
    useWasm: false,
    disableWorkerRendering: true,
    // A page that asks for more than any screen shows is a bomb.
    maxImageSize: 50_000_000,
    rangeChunkSize: 512 * 1024,
    disableAutoFetch: true,
    disableStream: true,
    verbosity: VerbosityLevel.ERRORS,
  });
  return { document: await loading.promise, close: () => loading.destroy() };
}
