"""Search in running text: whether a text holds what was asked, and where."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tocsin.kernel.text.bodies import Spread, Word, numbers_of, spread, words_of
from tocsin.kernel.text.questions import MODEL, Piece, Question
from tocsin.kernel.text.stems import stem

Span = tuple[int, int]
_ENDS = re.compile(r"[.!?;:。！？；：，,…\n]")
_GAP = 4
"""Characters between the parts of a long word, at most."""


def find(asked: Question, text: str) -> list[Span] | None:
    """Return where the pieces of a question stand in a text, as spans of it in order; nothing when one does not."""
    one = spread(text)
    spans: list[Span] = []
    words: list[Word] | None = None
    for piece in asked.pieces:
        if piece.kind == "text":
            found = [span for way in (piece.text, *piece.others) for span in _standing(one.folded, way)]
            found = found or list(_in_parts(one.folded, piece.parts))
        else:
            words = list(words_of(one)) if words is None else words
            found = list(_by_word(words, piece) if piece.kind == "word" else _by_number(one, words, piece.text))
        if not found:
            return None
        spans += found
    return _merged((one.origin[start], one.origin[end - 1] + 1) for start, end in spans)


def _standing(folded: str, piece: str) -> Iterator[Span]:
    at = folded.find(piece)
    while at >= 0:
        end = at + len(piece)
        if not (_goes_on(folded, at, piece[0]) or (piece[-1].isdigit() and folded[end : end + 1].isdigit())):
            yield at, end
        at = folded.find(piece, at + 1)


def _in_parts(folded: str, parts: tuple[str, ...]) -> Iterator[Span]:
    """The places where the parts of a long word stand in order, close together, in one clause."""
    at = folded.find(parts[0]) if parts else -1
    while at >= 0:
        spans = [(at, at + len(parts[0]))]
        for part in parts[1:]:
            end = spans[-1][1]
            next_at = folded.find(part, end, end + _GAP + len(part))
            if next_at < 0 or _ENDS.search(folded, end, next_at):
                break
            spans.append((next_at, next_at + len(part)))
        if len(spans) == len(parts):
            yield from spans
        at = folded.find(parts[0], at + 1)


def _goes_on(folded: str, at: int, first: str) -> bool:
    """Whether a letter or digit stands just before, so that a piece that begins with one is the middle of a word."""
    before = folded[at - 1 : at] if at else ""
    return (first.isdigit() and before.isdigit()) or (first.isascii() and first.isalpha() and before.isascii() and before.isalpha())  # fmt: skip


def _by_word(words: list[Word], piece: Piece) -> Iterator[Span]:
    asked = piece.text
    stemmed = stem(asked)
    model = MODEL.fullmatch(asked)
    if model is not None:
        yield from _apart(words, *model.groups())
    for word in words:
        for n, start in enumerate(word.starts):
            if word.text[start] != asked[0]:
                continue
            part = word.text[start:]
            if part == asked or (len(asked) > 1 and part.startswith(asked)):
                yield word.start + start, word.start + start + len(asked)
                break
            ends = (*word.starts[n + 1 :], len(word.text))
            end = next((end for end in ends if stem(word.text[start:end]) == stemmed), None)
            if end is not None:
                yield word.start + start, word.start + end
                break


def _apart(words: list[Word], name: str, number: str) -> Iterator[Span]:
    """The places where a name and its number are written apart: iPhone 15 for iphone15."""
    for word, following in pairwise(words):
        end = word.start + len(word.text)
        if following.start == end + 1 and word.text == name and following.text.startswith(number):
            yield word.start, following.start + len(number)


def _by_number(one: Spread, words: Iterable[Word], digits: str) -> Iterator[Span]:
    for span, number in numbers_of(one.folded):
        if _is_number(number, digits):
            yield span
    for word in words:
        for start in word.starts:
            part = word.text[start:]
            if part == digits or (len(digits) > 1 and part.startswith(digits)):
                yield word.start + start, word.start + start + len(digits)
        if len(word.text) >= 7 and word.text.isdigit() and len(digits) == 4 and word.text.endswith(digits):
            yield word.start + len(word.text) - 4, word.start + len(word.text)


def _is_number(number: str, digits: str) -> bool:
    if len(digits) == 1:
        return number == digits
    return number.startswith(digits) or (len(digits) == 4 and len(number) >= 7 and number.endswith(digits))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
