"""What is shown of a text that matched: the lines around the place, with what matched told apart."""

import re
from collections.abc import Sequence

from tocsin.kernel.search.shapes import Part

BEFORE, LONGEST = 24, 120
"""Characters shown before the first match, and in all."""
_SPACE = re.compile(r"\s+")


def excerpt(text: str, spans: Sequence[tuple[int, int]]) -> list[Part]:
    """Return the stretch of a text around its first match, in parts, on one line; without spans, its beginning."""
    text, spans = _on_one_line(text, spans)
    start = 0
    if spans and spans[0][0] > BEFORE + 8:
        start = spans[0][0] - BEFORE
    end = min(len(text), start + LONGEST)
    parts: list[Part] = [Part("…")] if start else []
    at = start
    for first, last in spans:
        if first >= end:
            break
        _add(parts, text[at:first], False)
        _add(parts, text[first : min(last, end)], True)
        at = min(last, end)
    _add(parts, text[at:end], False)
    if end < len(text):
        _add(parts, "…", False)
    return parts


def plain(text: str, longest: int = 60) -> str:
    """Return the beginning of a text on one line."""
    line = _SPACE.sub(" ", text[: longest * 4]).strip()
    return line if len(line) <= longest and len(text) <= longest * 4 else line[:longest] + "…"


def _on_one_line(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, Sequence[tuple[int, int]]]:
    """Return a text with one space wherever there were several, and where its spans stand then."""
    pieces: list[str] = []
    ends: list[int] = []
    at = length = 0
    for end in (*(edge for span in spans for edge in span), len(text)):
        piece = _SPACE.sub(" ", text[at:end])
        pieces.append(piece if length else piece.lstrip())
        length += len(pieces[-1])
        ends.append(length)
        at = end
    return "".join(pieces), list(zip(ends[:-1:2], ends[1::2], strict=True))


def _add(parts: list[Part], text: str, hit: bool) -> None:
    if text:
        parts.append(Part(text, hit))
