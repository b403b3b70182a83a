"""An upload as people: which columns there are, and row by row what is asked for or why it is refused."""

import re
from typing import Final

import msgspec

from tocsin.organisations.refusals import TooManyDepartments
from tocsin.organisations.roster.refusals import (
    Reason,
    RosterColumnMissing,
    RosterEmpty,
    RosterTooLarge,
    RosterTooManyPlaces,
    RosterTooManyRows,
)
from tocsin.organisations.roster.rules import cells, headings, limits, paths, separated, spreadsheet
from tocsin.organisations.roster.rules.headings import Column, Field
from tocsin.organisations.roster.rules.paths import Path, Separator
from tocsin.organisations.rules import MemberKind

_UNSEEN: Final = "\ufeff\u200b \t\r\n\u3000\xa0"
_ESCAPED: Final = re.compile(r"' *[=+\-@\t\r\n＝＋－＠]")
"""How an export writes what a spreadsheet would take for a formula."""
_MEGABYTES: Final = limits.UPLOAD_BYTES >> 20


class Line(msgspec.Struct, omit_defaults=True):
    """One row of a roster.

    ``row`` is its number in the spreadsheet, from 1. ``shown`` is what the cells say. A value that is None was not
    stated (no column, or an empty cell) and asks for no change. ``reasons`` refuse the row.
    """

    row: int
    shown: dict[Field, str]
    name: str | None = None
    phone: str | None = None
    departments: tuple[Path, ...] = ()
    post: str | None = None
    work_no: str | None = None
    manager: str | None = None
    email: str | None = None
    kind: MemberKind | None = None
    reasons: tuple[Reason, ...] = ()


class Reading(msgspec.Struct):
    """A roster as read: independent of what the organisation has."""

    columns: tuple[Column, ...]
    separator: Separator
    lines: list[Line]


def read(data: bytes) -> Reading:
    """Read an upload, XLSX or text by its content.

    Raises the refusals of a whole file (:data:`~tocsin.organisations.roster.refusals.FILE_REFUSALS`); never anything
    else, whatever the bytes.
    """
    if len(data) > limits.UPLOAD_BYTES:
        raise RosterTooLarge(limit=_MEGABYTES)
    rows, found = _table(data)
    body = rows[found.row + 1 :]
    separator = _separator(found, body)
    lines = []
    named = _Named()
    for number, row in enumerate(body, found.row + 2):
        shown = _shown(row, found)
        if shown:
            lines.append(_line(number, shown, separator))
            named.add(lines[-1].departments)
    if not lines:
        raise RosterEmpty
    if len(lines) > limits.ROWS:
        raise RosterTooManyRows(limit=limits.ROWS)
    return Reading(found.columns, separator, lines)


class _Named:
    """Counts the departments a file names, which the comparison and the organisation have to bear."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._places = 0

    def add(self, paths_of_line: tuple[Path, ...]) -> None:
        self._paths.update(paths_of_line)
        self._places += len(paths_of_line)
        if len(self._paths) > limits.PATHS:
            raise TooManyDepartments(limit=limits.PATHS)
        if self._places > limits.PLACES:
            raise RosterTooManyPlaces(limit=limits.PLACES)


def _table(data: bytes) -> tuple[list[list[str]], headings.Headings]:
    """The rows and headings of a text, or of the first sheet that has the headings needed."""
    if not data.startswith(spreadsheet.MAGIC):
        rows = separated.rows_of(separated.text_of(data))
        return rows, headings.find(rows)
    refusal: Exception = RosterEmpty()
    for sheet in spreadsheet.sheets(data):
        try:
            return sheet.rows, headings.find(sheet.rows)
        except RosterEmpty:
            continue
        except RosterColumnMissing as missing:
            refusal = missing if isinstance(refusal, RosterEmpty) else refusal
    raise refusal


def _separator(found: headings.Headings, body: list[list[str]]) -> Separator:
    place = found.places.get("departments")
    if place is None:
        return "-"
    return paths.separator_of(found.columns[place].heading, (row[place] for row in body if place < len(row)))


def _shown(row: list[str], found: headings.Headings) -> dict[Field, str]:
    """What the cells of known columns say, trimmed of white space and of marks that nobody sees; empty ones left out."""
    shown: dict[Field, str] = {}
    for field, place in found.places.items():
        value = row[place].strip(_UNSEEN) if place < len(row) else ""
        if _ESCAPED.match(value):
            value = value[1:]
        if value:
            shown[field] = value
    return shown


def _line(number: int, shown: dict[Field, str], separator: Separator) -> Line:
    line = Line(number, {field: value[: limits.CELL] for field, value in shown.items()})
    reasons: list[Reason] = []
    for field, value in shown.items():
        try:
            if len(value) > limits.CELL:
                raise cells.Wrong("cell_too_long", field=field, limit=limits.CELL)
            _take(line, field, value, separator)
        except cells.Wrong as wrong:
            reasons.append(wrong.reason)
    reasons += [Reason(f"{field}_missing") for field in headings.REQUIRED if field not in shown]
    line.reasons = tuple(reasons)
    return line


def _take(line: Line, field: Field, value: str, separator: Separator) -> None:
    if field == "name":
        line.name = cells.name(value)
    elif field == "phone":
        line.phone = cells.phone(value)
    elif field == "departments":
        line.departments = paths.read(value, separator)
    elif field == "post":
        line.post = cells.post(value)
    elif field == "work_no":
        line.work_no = cells.work_no(value)
    elif field == "email":
        line.email = cells.email(value)
    elif field == "kind":
        line.kind = cells.kind(value)
    else:
        if len(value) > limits.MANAGER:
            raise cells.Wrong("cell_too_long", field=field, limit=limits.MANAGER)
        line.manager = value
