"""How a file is cut into parts, and how a range of it lies in them."""

from collections.abc import Iterator, Sequence
from typing import Final

_STEP: Final = 1024 * 1024
PART: Final = 8 * _STEP
"""Bytes of the largest part: few requests for a large file."""
_OF_A_FILE: Final = 32
"""What breaks off on a phone's network is lost: a small share of the file, wherever it breaks."""


def size_for(size: int) -> int:
    """Return how many bytes a part of a new file of ``size`` bytes has: whole steps, none above ``PART``."""
    return min(PART, _STEP * max(1, count_of(size, _STEP * _OF_A_FILE)))


def count_of(size: int, part_size: int) -> int:
    """Return in how many parts a file of ``size`` bytes comes."""
    return -(-size // part_size)


def length_of(size: int, part_size: int, number: int) -> int:
    """Return how long a part must be, in bytes; zero for one the file does not have."""
    if number < 0:
        return 0
    return max(0, min(part_size, size - number * part_size))


def missing(size: int, part_size: int, there: Sequence[int]) -> list[int]:
    """Return the numbers of the parts that are not there."""
    known = set(there)
    return [number for number in range(count_of(size, part_size)) if number not in known]


def spans(sizes: Sequence[int], start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Yield, for each piece that ``start`` to ``stop`` touches, its index and the range within it."""
    at = 0
    for index, size in enumerate(sizes):
        first, last = max(start - at, 0), min(stop - at, size)
        if first < last:
            yield index, first, last
        at += size
