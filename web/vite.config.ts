import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { verifyPage } from "./vite.verify";
import { serviceWorker } from "./vite.worker";

/** What pdf.js fetches by name while it draws: character maps, fonts, decoders (without WebAssembly, which the CSP forbids). */
function pdfParts(): Plugin {
  const home = fileURLToPath(new URL("./node_modules/pdfjs-dist/", import.meta.url));
  const { version } = JSON.parse(readFileSync(`${home}package.json`, "utf8")) as { version: string };
  const wanted = [
    ["cmaps", /\.bcmap$/],
    ["standard_fonts", /\.(pfb|ttf)$/],
    ["wasm", /_nowasm_fallback\.js$/],
  ] as const;
  return {
    name: "pdf-parts",
    config: () => ({ define: { "import.meta.env.PDF_PARTS": JSON.stringify(`/assets/pdf-${version}/`) } }),
    generateBundle() {
      for (const [folder, names] of wanted) {
        for (const name of readdirSync(home + folder).filter((one) => names.test(one))) {
          const fileName = `assets/pdf-${version}/${folder}/${name}`;
          this.emitFile({ type: "asset", fileName, source: readFileSync(`${home}${folder}/${name}`) });
        }
      }
    },
  };
}

const server = process.env.TOCSIN_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react(), pdfParts(), verifyPage(), serviceWorker()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    port: 5173,
    // Without changeOrigin the Host stays that of the page, so the server's Origin check passes.
    proxy: { "/api": { target: server, changeOrigin: false, ws: true } },
  },
  build: {
    target: "es2023",
    manifest: true,
    sourcemap: false,
    // The content security policy allows no inline script and no data: scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // All of it with the page, 9 kB: a room whose file came and whose looks did not would be no room.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // A machine that others use too may stand still for seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
