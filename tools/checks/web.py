"""The web client: no colour outside the theme, and the first load of the chat screen within its budget."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from tools.checks.tree import Tree

THEME = re.compile(r"^web/src/kit/(theme|appearance)[\w.]*$")
COLOUR = re.compile(
    r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab)\(\s*[\d.]"
)
BUDGET = 350 * 1000
"""Bytes of JavaScript, gzipped."""
DIST = Path("web/dist")
# The screen people open first. Its chunk is found in Vite's manifest by its source.
CHAT = re.compile(r"^src/rooms/messaging/screens/Messages\.tsx$")


def check(tree: Tree) -> list[str]:
    return colours(tree) + budget(tree)


def colours(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("web/src", suffix=(".ts", ".tsx", ".css")):
        if THEME.match(file.as_posix()) or ".test." in file.name:
            continue
        for number, line in enumerate(tree.text(file).splitlines(), 1):
            if COLOUR.search(line):
                findings.append(f"{file}:{number}: a colour outside the theme")
    return findings


def first_load(root: Path) -> dict[str, int]:
    """The scripts the chat screen needs before it shows, with their gzipped size in bytes."""
    manifest = json.loads((root / DIST / ".vite" / "manifest.json").read_text())
    needed: set[str] = set()
    waiting = [key for key, entry in manifest.items() if entry.get("isEntry") or CHAT.match(entry.get("src", ""))]
    while waiting:
        key = waiting.pop()
        if key not in needed:
            needed.add(key)
            waiting += manifest[key].get("imports", [])
    scripts = sorted(manifest[key]["file"] for key in needed if manifest[key]["file"].endswith(".js"))
    return {name: len(gzip.compress((root / DIST / name).read_bytes(), 9)) for name in scripts}


def budget(tree: Tree) -> list[str]:
    """Nothing is said where nothing was built: ``make check`` builds before it looks."""
    manifest = tree.root / DIST / ".vite" / "manifest.json"
    if not manifest.exists():
        return []
    if not any(CHAT.match(entry.get("src", "")) for entry in json.loads(manifest.read_text()).values()):
        return [f"{DIST}:1: the chunk of the chat screen is not in the manifest; tell tools/checks/web.py where it is"]
    sizes = first_load(tree.root)
    total = sum(sizes.values())
    if total <= BUDGET:
        return []
    return [f"{DIST}:1: the chat screen loads {total / 1000:.0f} kB of scripts, at most {BUDGET / 1000:.0f}: {sizes}"]
