"""The web client: no colour outside the theme, and the first load of the chat screen within its budget."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from tools.checks.tree import Tree

THEME = Path("web/src/kit/theme.ts")
COLOUR = re.compile(
    r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab)\(\s*[\d.]"
)
BUDGET = 350 * 1000
"""Bytes of JavaScript, gzipped as the server does it, that a browser loads until the chat is on the screen."""
LEVEL = 6
DIST = Path("web/dist")
# The screen people open first, and what is imported dynamically on the way to it: chunks, found in Vite's manifest by
# their sources. `tests/browser/test_first_load.py` holds this list against what a browser really loads.
ON_THE_WAY = (
    "src/app/Shell.tsx",
    "src/rooms/messaging/screens/Messages.tsx",
    "src/rooms/files/upload/again.ts",
)
# Of each of these one file is loaded, that of the language of the screen.
WORDS = ("src/app/locales/", "src/rooms/messaging/locales/", "node_modules/antd/es/locale/")


def check(tree: Tree) -> list[str]:
    return colours(tree) + budget(tree)


def colours(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("web/src", suffix=(".ts", ".tsx", ".css")):
        if file == THEME or ".test." in file.name:
            continue
        for number, line in enumerate(tree.text(file).splitlines(), 1):
            if COLOUR.search(line):
                findings.append(f"{file}:{number}: a colour outside the theme")
    return findings


def first_load(root: Path) -> dict[str, int]:
    """The scripts a browser loads until the chat screen shows, with their gzipped size in bytes; the longest words."""
    manifest = json.loads((root / DIST / ".vite" / "manifest.json").read_text())
    size = {
        entry["file"]: len(gzip.compress((root / DIST / entry["file"]).read_bytes(), LEVEL, mtime=0))
        for entry in manifest.values()
        if entry["file"].endswith(".js")
    }
    waiting = [key for key, entry in manifest.items() if entry.get("isEntry") or entry.get("src") in ON_THE_WAY]
    for folder in WORDS:
        languages = [key for key, entry in manifest.items() if entry.get("src", "").startswith(folder)]
        waiting += sorted(languages, key=lambda key: size[manifest[key]["file"]])[-1:]
    needed: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed.add(key)
            waiting += manifest[key].get("imports", [])
    files = sorted({manifest[key]["file"] for key in needed} & set(size))
    return {name: size[name] for name in files}


def budget(tree: Tree) -> list[str]:
    """Nothing is said where nothing was built: ``make check`` builds before it looks."""
    manifest = tree.root / DIST / ".vite" / "manifest.json"
    if not manifest.exists():
        return []
    sources = [entry.get("src", "") for entry in json.loads(manifest.read_text()).values()]
    missing = [source for source in ON_THE_WAY if source not in sources]
    missing += [folder for folder in WORDS if not any(source.startswith(folder) for source in sources)]
    if missing:
        return [f"{DIST}:1: {name} is not in the manifest; tell tools/checks/web.py where it is" for name in missing]
    sizes = first_load(tree.root)
    total = sum(sizes.values())
    if total <= BUDGET:
        return []
    heavy = dict(sorted(sizes.items(), key=lambda each: -each[1])[:12])
    return [f"{DIST}:1: the chat screen loads {total / 1000:.0f} kB of scripts, at most {BUDGET / 1000:.0f}: {heavy}"]
