"""A message's text as the screens draw it: paragraphs, code and tables. All else stands as it was written."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from tocsin.messaging.archive.rules.markup import Markup, tag

_OPENS: Final = re.compile(r" {0,3}```[A-Za-z0-9_+#.-]*\s*")
_CLOSES: Final = re.compile(r" {0,3}```\s*")
_SPAN: Final = re.compile(r"`([^`\n]+)`")
_RULE: Final = re.compile(r":?-+:?")
_BAR: Final = re.compile(r"(?<!\\)\|")
_COLUMNS: Final = 20
_ROWS: Final = 200
"""A table wider or longer than the screens draw stands as it was written."""


def prose(text: str) -> Iterator[Markup]:
    """Return the blocks of a text, as ``blocks.ts`` cuts it: paragraphs, code between two fences, tables.

    A fence that is never closed is text.
    """
    lines = text.split("\n")
    ends = [at for at, line in enumerate(lines) if _CLOSES.fullmatch(line)]
    begun = at = 0
    while at < len(lines):
        taken = _code(lines, at, ends) or _table(lines, at)
        if taken is None:
            at += 1
            continue
        yield from _paragraph(lines[begun:at])
        block, begun = taken
        yield block
        at = begun
    yield from _paragraph(lines[begun:])


def _code(lines: list[str], at: int, ends: list[int]) -> tuple[Markup, int] | None:
    end = bisect_right(ends, at)
    if end == len(ends) or not _OPENS.fullmatch(lines[at]):
        return None
    return tag("pre", tag("code", "\n".join(lines[at + 1 : ends[end]]))), ends[end] + 1


def _table(lines: list[str], at: int) -> tuple[Markup, int] | None:
    if "|" not in lines[at] or at + 1 == len(lines):
        return None
    head, rule = _cells(lines[at]), _cells(lines[at + 1])
    if not 2 <= len(head) <= _COLUMNS or len(rule) != len(head) or not all(map(_RULE.fullmatch, rule)):
        return None
    rows: list[list[str]] = []
    after = at + 2
    while after < len(lines) and "|" in lines[after] and len(rows) < _ROWS:
        cells = _cells(lines[after])
        rows.append([cells[column] if column < len(cells) else "" for column in range(len(head))])
        after += 1
    titles = tag("thead", tag("tr", *(tag("th", *_inline(cell), scope="col") for cell in head)))
    body = (tag("tr", *(tag("td", *_inline(cell)) for cell in row)) for row in rows)
    return tag("div", tag("table", titles, tag("tbody", *body), dir="auto"), class_="table"), after


def _cells(line: str) -> list[str]:
    """Return the cells of a row; a bar after a backslash belongs to the text."""
    inner = re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|"))
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(inner)]


def _paragraph(lines: list[str]) -> Iterator[Markup]:
    if said := "\n".join(lines).strip("\n"):
        yield tag("p", *_inline(said), dir="auto")


def _inline(said: str) -> Iterator[Markup | str]:
    # What is between two backticks stands at every other place.
    for place, one in enumerate(_SPAN.split(said)):
        yield tag("code", one) if place % 2 else one
