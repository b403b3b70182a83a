"""CSV and its relatives as rows of text: encoding and delimiter are found, never guessed at silently."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tocsin.kernel.unpacking import CellsTooMany, Lines, Rows
from tocsin.organisations.roster.refusals import (
    RosterEncoding,
    RosterFormat,
    RosterQuoting,
    RosterTooManyRows,
    RosterUnpacksTooLarge,
)
from tocsin.organisations.roster.rules import headings, limits

_DELIMITERS: Final = (",", ";", "\t")


def text_of(data: bytes) -> str:
    """Decode an upload: UTF-8 with or without its mark, UTF-16 with its mark, else GB18030; each strictly.

    Damaged UTF-8 often decodes as GB18030 into other characters. What is mostly sound UTF-8 is therefore refused
    at its first broken line (:class:`RosterEncoding`) and never tried as GB18030.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16", "UTF-16")
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data[3:], "utf-8", "UTF-8")
    if b"\x00" in data:
        raise RosterFormat
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            raise _broken(data, error.start, "UTF-8") from None
        return _strictly(data, "gb18030", "GB18030")


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _broken(data, error.start, name) from None


def _broken(data: bytes, at: int, encoding: str) -> RosterEncoding:
    return RosterEncoding(line=data.count(b"\n", 0, at) + 1, encoding=encoding)


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes above ASCII form more sound UTF-8 characters than broken ones."""
    decoded = data.decode("utf-8", "replace")
    broken = decoded.count("\ufffd")
    above = len(decoded) - len(decoded.encode("ascii", "ignore"))
    return above - broken > broken


def rows_of(text: str) -> list[list[str]]:
    """Split text into rows of cells, by the delimiter under which the headings are recognised best.

    The position of a row in the list is its row in a spreadsheet. Raises :class:`RosterQuoting` for quotation marks
    that do not close and for endless fields, :class:`RosterTooManyRows`.
    """
    if "\x00" in text:
        raise RosterFormat
    first, _, rest = text.partition("\n")
    declared = first.strip().lower()
    if declared.startswith("sep=") and len(declared) == 5:
        # spreadsheets write this line for each other; it stays a row so that positions hold
        return [[], *_split(rest, first.strip()[4])]
    return list(_split(text, max(_DELIMITERS, key=lambda delimiter: _promise(text, delimiter))))


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    rows = Rows(text, delimiter, record=limits.RECORD, cells=limits.CELLS)
    try:
        for position, row in enumerate(rows, 1):
            if position <= limits.ROWS + limits.HEADING_WITHIN:
                yield row
            elif any(row) or position > limits.SHEET_ROWS:
                raise RosterTooManyRows(limit=limits.ROWS)
    except csv.Error:
        raise RosterQuoting(line=rows.line + 1) from None
    except CellsTooMany:
        raise RosterUnpacksTooLarge(limit=f"{limits.CELLS} cells") from None


def _promise(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter fits: headings recognised in the best of the first rows, then cells found."""
    lines = Lines(text, limits.RECORD)
    best = cells = 0
    try:
        for row in islice(csv.reader(lines, delimiter=delimiter), limits.HEADING_WITHIN):
            lines.since = 0
            best = max(best, sum(headings.field_of(cell) is not None for cell in row[: limits.COLUMNS]))
            cells += len(row)
    except csv.Error:
        pass  # What was counted up to there counts; reading the rows says what is wrong.
    return best, cells
