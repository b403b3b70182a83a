"""Department paths: ``总部-研发-平台组`` or ``总部/研发/平台组``, several in a cell.

Which of the two marks separates the levels is decided once for the whole file, and then holds for every cell:

1. a heading that shows a path decides (部门（用 / 分隔）);
2. else the majority: cells with a slash against cells with hyphens only, a tie being the slash's, since names have
   hyphens (总部/A-1组) more often than slashes. The other mark then belongs to names.

A name that has the separator in it is still understood where the organisation has a department of that name: of all
ways to read a path, the one that goes furthest down the existing tree is taken.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.organisations.roster.rules import cells, limits

Separator = Literal["-", "/"]
Path = tuple[str, ...]
_SEVERAL: Final = re.compile(r"[;；,，\n]")
_SLASHES: Final = str.maketrans({"／": "/", "\\": "/", "＞": "/", ">": "/"})
_HYPHENS: Final = str.maketrans(dict.fromkeys("－–—−", "-"))
_DECLARED: Final = re.compile(r"[(（].*([-/]).*[)）]")
_MOST_PARTS: Final = 2 * limits.PATH_DEPTH


class Tree(msgspec.Struct):
    """The departments that are: ``children`` by parent (None at the top) and key of the name; ``names`` by id.

    ``name`` is the organisation's.
    """

    name: str
    children: Mapping[UUID | None, Mapping[str, UUID]]
    names: Mapping[UUID, str]


@lru_cache(maxsize=16_384)
def key_of(name: str) -> str:
    """Return the form in which names of departments are the same: 教務處 is 教务处, "It" is "IT"."""
    return text.fold(name)


def separator_of(heading: str, values: Iterable[str]) -> Separator:
    """Decide what separates the levels of the paths in a column."""
    declared = _DECLARED.search(_plain(heading[: limits.HEADING]))
    if declared:
        return "/" if declared[1] == "/" else "-"
    balance, slashes = 0, False
    for value in map(_plain, values):
        slash, hyphen = "/" in value, "-" in value
        balance += slash - (hyphen and not slash)
        slashes = slashes or slash
    return "/" if slashes and balance >= 0 else "-"


def _plain(value: str) -> str:
    return value.translate(_SLASHES).translate(_HYPHENS)


def read(value: str, separator: Separator) -> tuple[Path, ...]:
    """Split a cell into paths, each a tuple of parts not yet joined to names; raises :class:`cells.Wrong`."""
    found: dict[Path, None] = {}
    for piece in _SEVERAL.split(_plain(value)):
        whole = piece.strip().strip(separator if separator == "/" else "").strip()
        if not whole:
            continue
        parts = tuple(cells.department(part.strip(), whole) for part in whole.split(separator))
        if len(parts) > _MOST_PARTS:
            raise cells.Wrong("path_too_deep", value=whole, limit=limits.PATH_DEPTH)
        found[parts] = None
    if len(found) > limits.DEPARTMENTS:
        raise cells.Wrong("departments_too_many", limit=limits.DEPARTMENTS)
    return tuple(found)


def resolve(parts: Path, separator: Separator, tree: Tree) -> Path:
    """Join parts to names by the existing tree, drop the organisation's own name at the top, check the depth."""
    path = _furthest(parts, separator, tree)
    if len(path) > limits.PATH_DEPTH:
        raise cells.Wrong("path_too_deep", value=separator.join(path), limit=limits.PATH_DEPTH)
    return path


def _furthest(parts: Path, separator: Separator, tree: Tree) -> Path:
    top = tree.children.get(None, {})
    if len(parts) > 1 and key_of(parts[0]) == key_of(tree.name) and key_of(parts[0]) not in top:
        parts = parts[1:]
    # reached[n] is the best reading of the first n parts that ends in an existing department
    reached: dict[int, tuple[Path, UUID | None]] = {0: ((), None)}
    for start in range(len(parts)):
        if start not in reached:
            continue
        path, parent = reached[start]
        children = tree.children.get(parent)
        if not children:
            continue
        for end in range(start + 1, len(parts) + 1):
            found = children.get(key_of(separator.join(parts[start:end])))
            if found is not None and (end not in reached or len(reached[end][0]) > len(path) + 1):
                reached[end] = ((*path, tree.names[found]), found)
    known = max(reached)
    return (*reached[known][0], *parts[known:])


def place(path: Path, tree: Tree) -> tuple[tuple[UUID, ...], int]:
    """Return the ids of the departments along a path that exist, and how many levels of it do not."""
    ids: list[UUID] = []
    parent: UUID | None = None
    for name in path:
        found = tree.children.get(parent, {}).get(key_of(name))
        if found is None:
            break
        ids.append(found)
        parent = found
    return tuple(ids), len(path) - len(ids)
