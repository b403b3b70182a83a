"""Every picture is shown somewhere with words for who cannot see it, every picture shown is there, and they stay small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.checks.tree import Tree

FOLDER = Path("docs/pictures")
MOST = 6_000_000
"""Bytes of all pictures together: whoever clones the repository carries them."""
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)\)")


def check(tree: Tree) -> list[str]:
    pictures = {file for file in tree.files if file.parent == FOLDER}
    pages = [file for file in tree.files if file.name == "README.md" or file.is_relative_to("docs")]
    findings, shown = [], set()
    for page in (file for file in pages if file.suffix == ".md"):
        for number, words, picture in _shown(tree, page):
            if picture not in tree.files:
                findings.append(f"{page}:{number}: there is no picture {picture}")
            if not words.strip():
                findings.append(f"{page}:{number}: no words for who cannot see {picture}")
            shown.add(picture)
    findings += [f"{picture}:1: no page shows it" for picture in sorted(pictures - shown)]
    size = sum((tree.root / picture).stat().st_size for picture in pictures)
    if size > MOST:
        findings.append(f"{FOLDER}:1: {size:,} bytes of pictures, at most {MOST:,}")
    return findings


def _shown(tree: Tree, page: Path) -> Iterator[tuple[int, str, Path]]:
    """Yield what a page shows: the line, the words, the picture."""
    for number, line in enumerate(tree.text(page).splitlines(), 1):
        for words, target in SHOWN.findall(line):
            if "://" not in target:
                yield number, words, _from_root(page.parent, target)


def _from_root(folder: Path, target: str) -> Path:
    """Return where a link of a page leads, from the root."""
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)
