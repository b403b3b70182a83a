"""Unicode's normal forms, in time that grows with the length of a text and with nothing else.

Putting marks in order takes the square of how many stand on one letter: 78,000 of them held a server for nine seconds.
Unicode's own bound for text that streams (UAX #15, 13) is thirty; no writing comes near it. Every text from outside is
normalised here and nowhere else, which a check of the tree holds.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final, Literal

PILE: Final = 30
"""Marks in a row that are put in order."""
# Four marks of Tibetan and the half-width voicing of kana are none by themselves and become some when they are taken apart.
_OPENING: Final = "\u0f73\u0f75\u0f81\uff9e\uff9f"
_ASTRAL, _LAST = 0x10000, 0x1F000


def _marks(end: int) -> str:
    """Every character that is put in order, as the inside of a character class; by this Python's own Unicode."""
    marks = sorted({*_OPENING, *(c for c in map(chr, range(0x300, end)) if unicodedata.combining(c))})
    starts = [b for a, b in pairwise(["", *marks]) if not a or ord(b) - ord(a) > 1]
    ends = [a for a, b in pairwise([*marks, chr(0x10FFFF)]) if ord(b) - ord(a) > 1]
    return "".join(f"{start}-{end}" for start, end in zip(starts, ends, strict=True))


_MARK: Final = f"[{_marks(_LAST)}]"
# The first mark stands alone, so that a search leaps from mark to mark.
_PILED: Final = re.compile(f"({_MARK}{_MARK}{{{PILE - 1}}})({_MARK}+)")

# Beyond the first plane marks are many short ranges, each asked at every character; nearly no text has any of them.
_PERHAPS: Final = re.compile(f"[{_marks(_ASTRAL)}{chr(_ASTRAL)}-\U0010ffff]")


def _piled(text: str) -> bool:
    """Whether more than ``PILE`` marks may stand in a row."""
    return len(text) > PILE and not text.isascii() and _PERHAPS.search(text) is not None


def pile_in(text: str) -> str:
    """Return the first mark that stands on more than ``PILE`` others; "" when a text can be normalised as it is."""
    found = _PILED.search(text) if _piled(text) else None
    return found[2][0] if found else ""


def normal(form: Literal["NFC", "NFD", "NFKC"], text: str) -> str:
    """Return a text in a normal form, less the marks that stand on more than ``PILE`` others."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _PILED.sub(r"\1", text) if _piled(text) else text)
