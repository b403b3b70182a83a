"""Search in running text, the side of the text: how it is compared, and the terms it is found by.

The index knows equal terms only. Scripts without spaces (Han, kana, Thai) are indexed as characters and pairs of
characters, so that names and words of tomorrow are found; words of letters and numbers by four of their beginnings.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import Final

import msgspec

from tocsin.kernel.text.folding import bare

VERSION: Final = 2
"""Of what is stored: raise it when the terms of a text change, and everything is indexed anew."""
BEGINNINGS: Final = (2, 3, 5, 8)
"""Lengths of the beginnings a word is indexed by; a question uses the longest that it has."""
_LONGEST_TEXT = 20_000
DENSE: Final = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
"""Characters of scripts without spaces, for a class of a regular expression."""
RUNS: Final = re.compile(rf"([{DENSE}]+)|([^\W_{DENSE}]+)")
COMMON: Final = frozenset(
    "的一是了我不在有他她它这就也和与或那要你您都把被还没为又可以会着过吗吧呢啊哦嗯么们个上下来去到说得地很请将及之于从给让"
)
"""Characters that stand in every other text: alone they are neither indexed nor looked for."""
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)|(?<!\d)\(?\+?\d[\d \-.()]{5,22}\d(?!\d)")
# Where that may stand: told by one character, which costs a tenth of trying it everywhere; a run is read once, and never back.
_NUMBERS = re.compile(r"[\d(+][\d \-.(),+]{4,}+")
# The blank first, so that a search leaps from blank to blank.
_TIGHT = re.compile(rf" (?:(?<=[{DENSE}] )(?=[^\W_{DENSE}])|(?<=[^\W_{DENSE}] )(?=[{DENSE}]))")


class Spread(msgspec.Struct, frozen=True):
    """A text as it is compared, and where each of its characters comes from in the text as written."""

    original: str
    folded: str
    origin: list[int]


class Word(msgspec.Struct, frozen=True):
    """A word of letters and digits, and the places inside where a part of it begins."""

    start: int
    text: str
    starts: tuple[int, ...]


def _within(parts: Iterable[str]) -> list[str]:
    """The folded characters, as far as they go in twice a text's length: some become eighteen (U+FDFA)."""
    kept, room = [], 2 * _LONGEST_TEXT
    for part in parts:
        room -= len(part)
        if room < 0:
            break
        kept.append(part)
    return kept


@lru_cache(maxsize=65536)
def _folded(character: str) -> str:
    return " " if character.isspace() else bare(character)


def spread(text: str) -> Spread:
    """Fold a text character by character: width, case, accents, traditional Han."""
    text = text[:_LONGEST_TEXT]
    parts = list(map(_folded, text))
    folded = "".join(parts)
    if len(folded) > 2 * _LONGEST_TEXT:
        parts = _within(parts)
        folded = "".join(parts)
    if len(folded) == len(text) and all(parts):
        origin = list(range(len(text)))
    else:
        origin = [at for at, part in enumerate(parts) for _ in part]
    # Some write ``PDF 版``, some ``PDF版``.
    if gaps := {found.start() for found in _TIGHT.finditer(folded)}:
        origin = [at for n, at in enumerate(origin) if n not in gaps]
        folded = "".join(character for n, character in enumerate(folded) if n not in gaps)
    return Spread(text, folded, origin)


def words_of(one: Spread) -> Iterator[Word]:
    """The words of letters and digits, with the places inside where a part of them begins (getUserName, iphone15)."""
    for run in RUNS.finditer(one.folded):
        if run[2]:
            yield Word(run.start(), run[2], _starts(one, run.start(), run[2]))


def _starts(one: Spread, at: int, word: str) -> tuple[int, ...]:
    first, last = one.origin[at], one.origin[at + len(word) - 1]
    if word.isalpha() and one.original[first + 1 : last + 1].islower():
        return (0,)
    written = [one.original[one.origin[at + n]] for n in range(min(len(word), 64))]
    starts = [0]
    for n in range(1, len(written)):
        before, here = written[n - 1], written[n]
        hump = here.isupper() and (before.islower() or (n + 1 < len(written) and written[n + 1].islower()))
        if hump or word[n].isdigit() != word[n - 1].isdigit():
            starts.append(n)
    return tuple(starts)


def numbers_of(folded: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Numbers written with marks between: telephone numbers, amounts; as their digits alone."""
    for found in (one for at in _NUMBERS.finditer(folded) for one in _NUMBER.finditer(folded, *at.span())):
        digits = re.sub(r"\D", "", found[0])
        if "," in found[0] or 7 <= len(digits) <= 20:
            yield found.span(), digits


def _beginnings(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
    for length in BEGINNINGS:
        if length > len(word):
            return
        yield word[:length]


def _of_number(digits: str) -> Iterator[str]:
    yield from _beginnings(digits)
    if len(digits) >= 7:
        yield from _beginnings(digits[-4:])


def text_terms(text: str) -> set[str]:
    """Return the terms of a text: about twice its Chinese characters, three a word of letters."""
    one = spread(text)
    terms: set[str] = set()
    for run in RUNS.finditer(one.folded):
        if dense := run[1]:
            terms.update(set(dense) - COMMON)
            terms.update(map(add, dense, dense[1:]))
    for word in words_of(one):
        for start, end in pairwise((*word.starts, len(word.text))):
            terms.update(_beginnings(word.text[start:]))
            if end - start == 1:
                terms.add(word.text[start])
        if word.text.isdigit():
            terms.update(_of_number(word.text))
    for _, digits in numbers_of(one.folded):
        terms.update(_of_number(digits))
    return terms


def longest(word: str) -> str:
    """Return the longest beginning of a word that is indexed."""
    return next((word[:length] for length in reversed(BEGINNINGS) if length <= len(word)), word)
