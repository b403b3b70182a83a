/** Builds the service worker after the client: one file at the root, with the names of everything it keeps ready. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build, type Plugin, type ResolvedConfig } from "vite";

/**
 * Not part of the shell: the worker itself, what only an installation or the build reads, what is kept as a file of
 * its own, and what draws documents, which are not there without a line either.
 */
const LEFT_OUT = /^\/(sw\.js|verify\.html|icons\/|assets\/pdf[-.]|.*\.webmanifest|\.vite\/)/;

function under(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? under(path) : [path];
  });
}

/** Every file of the shell as it is asked for, and one name that changes when any of them does. */
export function shellOf(folder: string): { version: string; files: string[] } {
  const hash = createHash("sha256");
  const files: string[] = [];
  for (const path of under(folder).sort()) {
    const name = `/${relative(folder, path).split(sep).join("/")}`;
    if (LEFT_OUT.test(name)) continue;
    hash.update(name).update(readFileSync(path));
    files.push(name);
  }
  return { version: hash.digest("hex").slice(0, 16), files };
}

export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "tocsin-service-worker",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const outDir = join(config.root, config.build.outDir);
      await build({
        root: config.root,
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: { __SHELL__: JSON.stringify(shellOf(outDir)) },
        build: {
          outDir,
          emptyOutDir: false,
          target: "es2023",
          rollupOptions: {
            input: join(config.root, "src/worker/sw.ts"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      });
    },
  };
}
