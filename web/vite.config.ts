import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./vite.worker";

const server = process.env.TOCSIN_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react(), serviceWorker()],
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
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
