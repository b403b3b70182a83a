"""What of a name matched: the characters themselves, or those whose pinyin or initials were typed."""

from tocsin.kernel import text
from tocsin.kernel.search.shapes import Part


def name_parts(name: str, asked: str) -> list[Part]:
    """Return a name in parts, what a question matched told apart; whole when it cannot be said what did."""
    spread = text.spread(name)
    words = text.spread(asked).folded.split()
    spans = sorted(span for word in words if (span := _span(spread.folded, word)) is not None)
    parts: list[Part] = []
    at = 0
    for start, end in spans:
        first, last = spread.origin[start], spread.origin[end - 1] + 1
        if first < at:
            continue
        if first > at:
            parts.append(Part(name[at:first]))
        parts.append(Part(name[first:last], True))
        at = last
    if at < len(name):
        parts.append(Part(name[at:]))
    return parts


def _span(name: str, word: str) -> tuple[int, int] | None:
    at = name.find(word)
    if at >= 0:
        return at, at + len(word)
    if not word.isalpha() or not word.isascii():
        return None
    for start in range(len(name)):
        end = _spelt(name, start, word)
        if end is not None:
            return start, end
    return None


def _spelt(name: str, at: int, rest: str) -> int | None:
    """Return where a spelling ends that begins at a character: each gives a reading, a beginning of one, or itself."""
    if not rest:
        return at
    if at == len(name):
        return None
    for reading in (*text.readings(name[at]), name[at]):
        for length in range(min(len(reading), len(rest)), 0, -1):
            if reading[:length] != rest[:length] or (1 < length < len(reading) and length < len(rest)):
                continue
            end = _spelt(name, at + 1, rest[length:])
            if end is not None:
                return end
    return None
