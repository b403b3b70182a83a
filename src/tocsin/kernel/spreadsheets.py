"""What a file for a spreadsheet may hold: words and numbers, nothing it would execute."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_EXECUTED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""East Asian spreadsheets take the full-width signs for the others."""


def harmless(value: str) -> str:
    """Return a value as a CSV may carry it: with an apostrophe before what a spreadsheet would take for a formula.

    An import takes the apostrophe off again.
    """
    return f"'{value}" if value.lstrip(" ").startswith(_EXECUTED) else value


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV in UTF-8 with its mark, by which spreadsheets recognise it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
