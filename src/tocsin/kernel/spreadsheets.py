"""What a file for a spreadsheet may hold: words and numbers, nothing it would execute.

A spreadsheet takes for a formula what begins a cell with one of a few signs, and it, not we, decides where cells begin:
where the list separator is ``;`` it cuts our fields there, whatever quotes stand around them. So those signs get an
apostrophe before them at the start of a value and behind every separator, tab and end of line inside it, and a value
that holds any separator is quoted.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_EXECUTED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""East Asian spreadsheets take the full-width signs for the others."""
_INSIDE: Final = re.compile('([;,|\t\r\n；，][ "]*)(?=[=+@＝＋＠－-])')
_QUOTED: Final = re.compile('[;,|\t\r\n"]')


def harmless(value: str) -> str:
    """Return a value as a CSV may carry it: with an apostrophe before what a spreadsheet would take for a formula.

    An import takes the apostrophe at the start off again.
    """
    inside = _INSIDE.sub(r"\1'", value)
    return f"'{inside}" if value.lstrip(" ").startswith(_EXECUTED) else inside


def _field(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"' if _QUOTED.search(value) else value


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV in UTF-8 with its mark, by which spreadsheets recognise it."""
    return _line(headings).encode("utf-8-sig") + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Write further lines of a CSV, for one that goes out a part at a time."""
    return "".join(_line([harmless(cell) for cell in row]) for row in rows).encode()


def _line(cells: Iterable[str]) -> str:
    return ",".join(map(_field, cells)) + "\r\n"
