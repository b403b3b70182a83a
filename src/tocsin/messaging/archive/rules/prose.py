"""A message's text as the screens draw it: paragraphs, and what is marked as code. All else stands as it was written."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from tocsin.messaging.archive.rules.markup import Markup, tag

_OPENS: Final = re.compile(r" {0,3}```[A-Za-z0-9_+#.-]*\s*")
_CLOSES: Final = re.compile(r" {0,3}```\s*")
_SPAN: Final = re.compile(r"`([^`\n]+)`")


def prose(text: str) -> Iterator[Markup]:
    """Return the blocks of a text: a paragraph, or code between two fences. A fence that is never closed is text."""
    lines = text.split("\n")
    ends = [at for at, line in enumerate(lines) if _CLOSES.fullmatch(line)]
    begun = at = 0
    while at < len(lines):
        end = bisect_right(ends, at)
        if end == len(ends) or not _OPENS.fullmatch(lines[at]):
            at += 1
            continue
        yield from _paragraph(lines[begun:at])
        yield tag("pre", tag("code", "\n".join(lines[at + 1 : ends[end]])))
        begun = at = ends[end] + 1
    yield from _paragraph(lines[begun:])


def _paragraph(lines: list[str]) -> Iterator[Markup]:
    if said := "\n".join(lines).strip("\n"):
        # What is between two backticks stands at every other place.
        pieces = _SPAN.split(said)
        yield tag("p", *(tag("code", one) if place % 2 else one for place, one in enumerate(pieces)), dir="auto")
