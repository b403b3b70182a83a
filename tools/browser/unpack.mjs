// Unpacks @sparticuz/chromium into this folder and prints the path of a starter for it.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const home = join(process.cwd(), "unpacked");
mkdirSync(home, { recursive: true });
process.env.TMPDIR = home; // the package unpacks into the temporary folder
const { default: chromium, inflate } = await import("@sparticuz/chromium");
const program = await chromium.executablePath();

// On a machine without the libraries of a desktop, the package's own stand in for them.
const missing = execFileSync("ldd", [program], { encoding: "utf8" }).includes("not found");
if (missing) {
  await inflate(join("node_modules", "@sparticuz", "chromium", "bin", "al2023.tar.br"));
}
const libraries = missing ? `LD_LIBRARY_PATH="${join(home, "al2023", "lib")}" ` : "";
const starter = join(home, "start");
writeFileSync(starter, `#!/bin/sh\n${libraries}exec "${program}" "$@"\n`);
chmodSync(starter, 0o755);
console.log(starter);
