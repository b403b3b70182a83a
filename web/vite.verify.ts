/** Builds the page that checks evidence as one file: opened from the disk, it may ask nobody for anything. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build, type Plugin, type ResolvedConfig, type Rollup } from "vite";

export const FILE = "verify.html";
/** Two of the marks of HTML that a script may hold in a string, and must not. */
const ENDS = /<(?=\/script|!--)/gi;

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Puts script and style into the page, and forbids it everything else. */
export function inlined(page: string, script: string, style: string): string {
  const code = script.replace(ENDS, "\\x3c");
  const policy = `default-src 'none'; script-src ${hash(code)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  return page
    .replace("<!-- policy -->", () => `<meta http-equiv="content-security-policy" content="${policy}" />`)
    .replace("<!-- style -->", () => `<style>${style}</style>`)
    .replace("<!-- script -->", () => `<script>${code}</script>`);
}

/** Script and style of the page, each as one text. */
async function built(config: ResolvedConfig): Promise<[string, string]> {
  const done = (await build({
    root: config.root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [react()],
    resolve: { alias: { "@": join(config.root, "src") } },
    build: {
      write: false,
      target: "es2023",
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      rollupOptions: { input: join(config.root, "src/verify/page/standalone.tsx"), output: { format: "iife" } },
    },
  })) as Rollup.RollupOutput;
  const [script, ...more] = done.output.filter((one) => one.type === "chunk");
  const [style, ...others] = done.output.filter((one) => one.type === "asset");
  if (!script || !style || more.length > 0 || others.length > 0) throw new Error("the page is more than one file");
  return [script.code, String(style.source)];
}

export function verifyPage(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "tocsin-verify-page",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const page = readFileSync(join(config.root, FILE), "utf8");
      writeFileSync(join(config.root, config.build.outDir, FILE), inlined(page, ...(await built(config))));
    },
  };
}
