"""Search in running text, the side of the question: the pieces a text must have, and the terms to look up.

A question is cut into pieces, all of which must stand in a text, in any order: words as a dictionary cuts them, since
people type ``会议室预定`` for "预定三楼会议室". What stands in quotation marks, and what has marks inside (``v2.3.1``,
``a@b.cn``), must stand as it is.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Final, Literal

import msgspec
import rjieba

from tocsin.kernel.text.bodies import COMMON, DENSE, RUNS, longest, spread
from tocsin.kernel.text.regions import other_words
from tocsin.kernel.text.stems import core

ASKED_LIMIT: Final = 200
"""Characters of a question; the rest is left out."""
PIECES_LIMIT: Final = 12
TERMS_LIMIT: Final = 6
"""Terms of a question that are looked up; the pieces they leave out are looked for in the text all the same."""
MODEL: Final = re.compile(r"([^\W\d_]{2,})(\d+)")
"""A name and its number in one: iphone15."""
_SETS_LIMIT = 4
_ONLY_NUMBER = re.compile(r"\+?[\d \-.,()]{7,24}")
_QUOTED = re.compile(r"[\"“”„「『«](.+?)[\"“”」』»]")
_JOINED = re.compile(r"[a-z0-9](?:[a-z0-9]|[._\-/@:+#&'](?=[a-z0-9]))*")
_LEFT_OUT = frozenset({"什么", "怎么", "怎样", "关于", "这个", "那个", "一个", "一下", "the", "a", "an", "of", "to", "in", "on", "and", "for", "is"})  # fmt: skip

Kind = Literal["text", "word", "number"]


class Piece(msgspec.Struct, frozen=True):
    """A piece of a question: ``text`` stands as it is, ``word`` by its beginning or stem, ``number`` by its digits.

    ``parts`` are the words a long word is made of: they may have others between them (教学计划: 教学工作计划).
    ``others`` are what is said for it elsewhere (软件: 软体).
    """

    kind: Kind
    text: str
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """A question about texts: a text must have all terms of one of the sets to be looked at, and then all pieces.

    ``common``: it asks for nothing but what stands in nearly every text.
    """

    pieces: tuple[Piece, ...]
    terms: tuple[tuple[str, ...], ...]
    common: bool = False


def question(asked: str) -> Question:
    """Return what a question asks of texts; without pieces when it asks for nothing."""
    folded = spread(asked.strip()[:ASKED_LIMIT]).folded.strip()
    if _ONLY_NUMBER.fullmatch(folded) and len(digits := re.sub(r"\D", "", folded)) >= 7:
        pieces = [Piece("number", digits)]
    else:
        pieces = [Piece("text", quoted.strip()) for quoted in _QUOTED.findall(folded) if RUNS.search(quoted)]
        chunks = re.split(rf"[^\w.\-/@:+#&'{DENSE}]+", _QUOTED.sub(" ", folded))
        loose = [piece for chunk in chunks if chunk for piece in _chunk(chunk)]
        telling = [piece for piece in loose if piece.text not in _LEFT_OUT]
        pieces += telling or ([] if pieces else loose)
    pieces = list(dict.fromkeys(pieces))[:PIECES_LIMIT]
    sets = tuple(_term_sets(pieces))
    return Question(tuple(pieces), sets, bool(pieces) and not sets)


def _term_sets(pieces: list[Piece]) -> Iterator[tuple[str, ...]]:
    """The terms to look up: a set for each way to say the pieces, all of the same length."""
    ways = ([piece, *(Piece("text", other) for other in piece.others)] for piece in pieces)
    sets = [tuple(dict.fromkeys(_asked_terms(way)))[:TERMS_LIMIT] for way in islice(product(*ways), _SETS_LIMIT)]
    width = max(map(len, sets))
    return (one + one[:1] * (width - len(one)) for one in dict.fromkeys(sets) if one)


def _chunk(chunk: str) -> Iterator[Piece]:
    """The pieces of what was typed without a space: what has marks inside stays, the rest is cut into words."""
    at = 0
    for found in _JOINED.finditer(chunk):
        if not found[0].isalnum():
            yield from _cut(chunk[at : found.start()])
            yield Piece("text", found[0])
            at = found.end()
    yield from _cut(chunk[at:])


def _cut(chunk: str) -> Iterator[Piece]:
    """Cut into words. Single characters say too little: they join each other, or their neighbour."""
    for stretch in _stretches(chunk):
        groups: list[str] = []
        singles = False
        for word in stretch:
            if len(word) == 1 and singles:
                groups[-1] += word
            else:
                groups.append(word)
            singles = len(word) == 1
        n = 0
        while n < len(groups):
            # 报销单 stays one; in 投影仪坏 the longer word says enough by itself.
            if len(groups[n]) == 1 and n > 0 and len(groups[n - 1]) <= 2:
                n -= 1
                groups[n : n + 2] = [groups[n] + groups[n + 1]]
            elif len(groups[n]) == 1 and n + 1 < len(groups) and len(groups[n + 1]) <= 2:
                groups[n : n + 2] = [groups[n] + groups[n + 1]]
            n += 1
        yield from map(_piece, groups)


def _stretches(chunk: str) -> Iterator[list[str]]:
    """The words that stand side by side; characters that say nothing part them, like marks."""
    stretch: list[str] = []
    end = 0
    for run in RUNS.finditer(chunk):
        if run.start() > end:
            yield stretch
            stretch = []
        end = run.end()
        for word in rjieba.cut(run[1], False) if run[1] else [run[2]]:
            if word in COMMON and len(chunk) > 2:
                yield stretch
                stretch = []
            else:
                stretch.append(word)
    yield stretch


def _piece(text: str) -> Piece:
    run = RUNS.fullmatch(text)
    if run is None:
        return Piece("text", text)
    if run[1]:
        return Piece("text", text, _parts(text), other_words(text))
    return Piece("number" if text.isdigit() else "word", text)


def _parts(word: str) -> tuple[str, ...]:
    """The words that make up a long one, none of them a single character; nothing when it is not made up so."""
    parts: list[str] = []
    for part in rjieba.cut_for_search(word, False) if len(word) > 3 else ():
        if 1 < len(part) < len(word) and word.startswith(part, len("".join(parts))):
            parts.append(part)
    return tuple(parts) if "".join(parts) == word else ()


def _asked_terms(pieces: Iterable[Piece]) -> Iterator[str]:
    """The terms to look up, the most telling first: each piece gives one before any gives a second."""
    own = [list(_piece_terms(piece)) for piece in sorted(pieces, key=lambda piece: -len(piece.text))]
    for n in range(max(map(len, own), default=0)):
        for terms in own:
            if n < len(terms):
                yield terms[n]


def _piece_terms(piece: Piece) -> Iterator[str]:
    if piece.kind == "word":
        model = MODEL.fullmatch(piece.text)
        yield from (longest(part) for part in (model.groups() if model else (core(piece.text),)))
        return
    if piece.kind == "number":
        yield longest(piece.text)
        return
    for run in (run for part in piece.parts or (piece.text,) for run in RUNS.finditer(part)):
        dense, other = run[1], run[2]
        if other:
            yield longest(other)
        elif len(dense) == 1:
            if dense not in COMMON:
                yield dense
        else:
            yield from (dense[n : n + 2] for n in range(0, len(dense) - 1, 2))
            if len(dense) % 2:
                yield dense[-2:]
