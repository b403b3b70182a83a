"""The borders of the web client: every specifier is resolved, whatever its form, and held against one order of floors.

From the ground up: what of ``app`` needs neither kit nor rooms; ``kit``; what of ``app`` needs the kit; the rooms, which
know of each other the doors alone; what of ``app`` puts the rooms together. Where a file of ``app`` stands follows from
what it imports, so that no list has to be kept: nobody may import from a higher floor. The page that checks evidence
stands where rooms stand; what it checks by, nothing of the client is under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath

from tools.checks.tree import Tree

SOURCE = PurePosixPath("web/src")
CODE = (".ts", ".tsx")
# `from "x"`, `import "x"`, `import("x")`, `new URL("x", import.meta.url)`, `import.meta.glob("x")`.
SPECIFIER = re.compile(
    r"""(?:\bfrom\s*|\bimport\s*\(?\s*|\bimport\.meta\.glob(?:<[^>]*>)?\(\s*|\bnew URL\(\s*)["'`]([^"'`$]+)["'`]"""
)
# A type is not there at run time and holds nothing up: it is asked for at the door, and from any floor.
TYPES = re.compile(r"\b(?:import|export)\s+type\s[^;]*?\bfrom\s*[\"'][^\"']+[\"']")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
BARE = re.compile(r"""^import\s+["']([^"']+)["']""", re.MULTILINE)
LAZY = re.compile(r"\blazy\(")
# What is checked by: it shall hold for whoever trusts nothing else of the product.
APART = "web/src/verify/check/"
# Colours and sizes, which need nobody.
THEME = "web/src/kit/theme.ts"
GROUND, KIT, MIDDLE, ROOM, TOP = range(5)
NAMES = ("the ground of app", "kit", "app above kit", "a room", "the top of app")


def check(tree: Tree) -> list[str]:
    files = [file for file in tree.under(SOURCE.as_posix(), suffix=CODE) if ".test." not in file.name]
    known = {file.as_posix() for file in files}
    edges = {file.as_posix(): list(_imports(tree.text(file), file, known)) for file in files}
    floors = _floors({name: [other for other, _, real in found if real] for name, found in edges.items()})
    findings = []
    for name, found in edges.items():
        for other, line, real in found:
            said = _past_the_door(name, other) or _apart(name, other) or (real and _upwards(name, other, floors))
            findings += [f"{name}:{line}: {said}"] if said else []
    for file in files:
        text = COMMENT.sub(_blank, tree.text(file))
        if file.name != "main.tsx":
            findings += [
                f"{file}:{_line(text, match.start())}: `sideEffects` in package.json says nothing happens when a module loads"
                for match in BARE.finditer(text)
                if not match[1].endswith(".css")
            ]
        findings += [
            f"{file}:{_line(text, match.start())}: `part()` of the kit can be tried again after a break of the line"
            for match in LAZY.finditer(text)
        ]
    return findings


def _blank(match: re.Match[str]) -> str:
    """What is no code, as empty lines, so that the numbers of lines stay."""
    return "\n" * match[0].count("\n")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _imports(text: str, file: Path, known: set[str]) -> Iterator[tuple[str, int, bool]]:
    """The files of the client that ``file`` needs, with the line, and whether more than a type is taken of them."""
    code = COMMENT.sub(_blank, text)
    types = [match.span() for match in TYPES.finditer(code)]
    for match in SPECIFIER.finditer(code):
        target = _resolve(match[1], file, known)
        if target is not None:
            real = not any(begin <= match.start() < end for begin, end in types)
            yield target, _line(code, match.start()), real


def _resolve(specifier: str, file: Path, known: set[str]) -> str | None:
    if specifier.startswith("@/"):
        place = (SOURCE / specifier[2:]).as_posix()
    elif specifier.startswith("."):
        place = normpath((file.parent / specifier).as_posix())
    else:
        return None
    tries = (place, *(place + suffix for suffix in CODE), *(f"{place}/index{suffix}" for suffix in CODE))
    return next((name for name in tries if name in known), None)


def _room(name: str) -> str | None:
    parts = PurePosixPath(name).relative_to(SOURCE).parts
    return parts[1] if parts[0] == "rooms" else None


def _floors(edges: dict[str, list[str]]) -> dict[str, int]:
    """The floor of every file: of a folder's own, or, in ``app``, above all it leads to by way of ``app``."""
    fixed = {"kit": KIT, "rooms": ROOM, "verify": ROOM, "main.tsx": TOP, "worker": GROUND}
    floors: dict[str, int] = {}
    for name in edges:
        folder = PurePosixPath(name).relative_to(SOURCE).parts[0]
        floors[name] = GROUND if name == THEME else fixed.get(folder, GROUND)
    above = {GROUND: GROUND, KIT: MIDDLE, MIDDLE: MIDDLE, ROOM: TOP, TOP: TOP}
    changed = True
    while changed:
        changed = False
        for name, others in edges.items():
            if PurePosixPath(name).relative_to(SOURCE).parts[0] != "app":
                continue
            floor = max([floors[name], *(above[floors[other]] for other in others)])
            if floor != floors[name]:
                floors[name], changed = floor, True
    return floors


def _past_the_door(name: str, other: str) -> str:
    mine, theirs = _room(name), _room(other)
    if theirs is None or theirs == mine:
        return ""
    inside = "/".join(PurePosixPath(other).relative_to(SOURCE).parts[2:])
    open_to = {"door.ts"} if mine else {"door.ts", "routes.ts"}
    return "" if inside in open_to else f"of {theirs} only its door.ts is open to others, not {inside}"


def _apart(name: str, other: str) -> str:
    inside = name.startswith(APART) and not other.startswith(APART)
    return f"what checks evidence stands on nothing of the client: {other}" if inside else ""


def _upwards(name: str, other: str, floors: dict[str, int]) -> str:
    if floors[other] <= floors[name]:
        return ""
    return f"{NAMES[floors[name]]} imports {NAMES[floors[other]]}: {other}"
