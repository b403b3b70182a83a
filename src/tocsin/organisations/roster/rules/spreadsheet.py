"""XLSX workbooks as rows of text.

python-calamine reads the cells; formulas are never calculated, only the values that were stored beside them are
read. Four things are settled before it sees a byte, because each would take the memory of the server:

* what the archive unpacks to: the sum of the declared sizes is checked first, then the parts are copied into a fresh
  archive, each read no further than it declared, so that a lying directory gains nothing;
* how many tags there are: an empty cell costs as much as a full one, and a tag of many attributes as much as many tags;
* how far the cells reach: calamine allocates the whole rectangle around the values of a sheet, so one value in A1 and
  one in XFD1048576 would be seventeen thousand million cells;
* how much the cells say: a text shared by many cells is stored once and copied into each.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Final, Protocol, TypeVar
from xml.parsers import expat

import msgspec
import python_calamine

from tocsin.kernel.unpacking import DirectoryTooLarge, open_zip
from tocsin.organisations.roster.refusals import RosterFormat, RosterTooManyRows, RosterUnpacksTooLarge
from tocsin.organisations.roster.rules import limits

MAGIC: Final = b"PK\x03\x04"
_CHUNK: Final = 1 << 16
_WORKBOOK: Final = "xl/workbook.xml"
_TEXTS: Final = (b"<si", b":si")
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})")
Given = TypeVar("Given")
Got = TypeVar("Got")
_WHOLE: Final = 10**15
"""Below it a float holds every whole number exactly."""


class Sheet(msgspec.Struct):
    """One visible sheet: rows of cells from the sheet's first row and column on, all text."""

    name: str
    rows: list[list[str]]


def sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook, in order.

    Raises :class:`RosterFormat` for what is no readable XLSX, :class:`RosterUnpacksTooLarge` and
    :class:`RosterTooManyRows` before anything is unpacked that should not be.
    """
    copy = _contained(_copied, data)
    workbook = _contained(lambda source: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source)), copy)
    visible = [
        (position, sheet.name)
        for position, sheet in enumerate(workbook.sheets_metadata)
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    cells = 0
    for position, name in visible[: limits.SHEETS]:
        rows = _contained(lambda at: _rows(workbook, at), position)
        cells += sum(map(len, rows))
        if cells > limits.CELLS:
            raise RosterUnpacksTooLarge(limit=f"{limits.CELLS} cells")
        yield Sheet(name, rows)


def read_workbook(data: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the visible sheets of a workbook as name and rows, bounded as a roster's are; raises what :func:`sheets` does."""
    for sheet in sheets(data):
        yield sheet.name, sheet.rows


def _rows(workbook: python_calamine.CalamineWorkbook, position: int) -> list[list[str]]:
    sheet = workbook.get_sheet_by_index(position)
    if sheet.start is None:
        return []
    return [[cell_text(value) for value in row] for row in sheet.iter_rows()]


def _contained(step: Callable[[Given], Got], given: Given) -> Got:
    """Run a step of foreign parsers; whatever they raise over hostile bytes is one refusal."""
    try:
        return step(given)
    except (RosterFormat, RosterUnpacksTooLarge, RosterTooManyRows):
        raise
    except Exception as error:
        raise RosterFormat from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a panic of the reader's Rust code is no Exception
            raise RosterFormat from error
        raise


def _copied(data: bytes) -> bytes:
    """Return a fresh archive of the XML parts, none larger than declared, all measured."""
    target = io.BytesIO()
    contents: list[bytes] = []
    tags = 0
    with _opened(data) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in _parts(source).values():
            unpacked = bytearray()
            with source.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    unpacked += chunk
            here = unpacked.count(b"<")
            tags += here
            if tags > limits.TAGS or (entry.filename.lower() == _WORKBOOK and here > limits.WORKBOOK_TAGS):
                raise RosterUnpacksTooLarge(limit=f"{limits.TAGS} tags")
            contents.append(bytes(unpacked))
            copy.writestr(zipfile.ZipInfo(entry.filename), unpacked)
    _measure(contents)
    return target.getvalue()


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return open_zip(data, limits.DIRECTORY_BYTES)
    except DirectoryTooLarge:
        raise RosterUnpacksTooLarge(limit=f"{limits.ENTRIES} parts") from None


def _measure(contents: list[bytes]) -> None:
    """Refuse cells that span or say too much, and any part with a document type (entities).

    The reader takes for a sheet whatever part the workbook points at, whatever its name and root, as long as
    ``sheetData`` is in it, and texts likewise; so does this.
    """
    if any(b"\x00" in content or b"<!DOCTYPE" in content for content in contents):
        raise RosterFormat  # NUL: UTF-16, in which the words here and below would not be found
    shared: list[int] = []
    for content in contents:
        if not any(mark in content for mark in _TEXTS):
            continue
        texts = _Shared()
        _parse(content, texts)
        shared = [max(lengths) for lengths in zip_longest(shared, texts.lengths, fillvalue=0)]
    for content in contents:
        if b"sheetData" in content:
            _parse(content, _Extent(shared))


def _parts(source: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = source.infolist()
    if len(entries) > limits.ENTRIES:
        raise RosterUnpacksTooLarge(limit=f"{limits.ENTRIES} parts")
    parts = {entry.filename.lower(): entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))}
    if sum(entry.file_size for entry in parts.values()) > limits.UNPACKED_BYTES:
        raise RosterUnpacksTooLarge(limit=f"{limits.UNPACKED_BYTES >> 20} MB")
    # bzip2 and LZMA parts cannot be unpacked in bounded steps; no spreadsheet writes them
    plain = all(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in parts.values())
    if _WORKBOOK not in parts or "content.xml" in parts or not plain:
        raise RosterFormat
    return parts


class _Handler(Protocol):
    """What is told of the elements of a part."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, said: str) -> None: ...


def _parse(content: bytes, handler: _Handler) -> None:
    """Run a handler over a part; a document type (entities) is refused in any of them."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    view = memoryview(content)
    for start in range(0, len(view), _CHUNK):
        parser.Parse(view[start : start + _CHUNK], False)
        if start - parser.CurrentByteIndex > limits.TAG:
            raise RosterUnpacksTooLarge(limit=f"{limits.TAG >> 10} KB a tag")
    parser.Parse(b"", True)


def _no_doctype(*_: object) -> None:
    raise RosterFormat


class _Shared:
    """The length of each shared text."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self._length = 0

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(self._length)

    def text(self, said: str) -> None:
        self._length += len(said)


class _Extent:
    """Follows the positions of cells as the reader does (an ``r`` attribute, else the next place of the row), and what
    they say.

    What a cell's own attribute says of its row counts for that cell alone; the row goes on where it was.
    """

    def __init__(self, shared: list[int]) -> None:
        self._shared = shared
        self._row = self._cell_row = self._column = 0
        self._last_row = self._last_column = 0
        self._from_shared = False
        self._said: list[str] = []
        self._inside = False
        self._total = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            self._cell_row = self._row
        elif local == "c":
            self._column += 1
            self._cell_row = self._row
            self._from_shared = attributes.get("t") == "s"
            if reference := attributes.get("r"):
                self._place(reference)
        elif local in ("v", "is", "t"):
            self._inside, self._said = True, []
            self._reach()

    def end(self, name: str) -> None:
        if self._inside and name.rpartition(":")[2] in ("v", "t"):
            said = "".join(self._said)
            self._total += self._shared[int(said)] if self._from_shared else len(said)
            self._inside = False
            if self._total > limits.TEXT:
                raise RosterUnpacksTooLarge(limit=f"{limits.TEXT >> 20} M characters")

    def text(self, said: str) -> None:
        if self._inside:
            self._said.append(said)

    def _place(self, reference: str) -> None:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise RosterFormat
        column = 0
        for letter in match[1].upper():
            column = column * 26 + ord(letter) - 64
        self._column, self._cell_row = column, int(match[2])

    def _reach(self) -> None:
        self._last_row = max(self._last_row, self._cell_row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row > limits.ROWS + limits.HEADING_WITHIN:
            raise RosterTooManyRows(limit=limits.ROWS)
        if self._last_column > limits.COLUMNS:
            raise RosterUnpacksTooLarge(limit=f"{limits.COLUMNS} columns")
        if self._last_row * self._last_column > limits.CELLS:
            raise RosterUnpacksTooLarge(limit=f"{limits.CELLS} cells")


def cell_text(value: object) -> str:
    """Return what a cell says, faithfully: 13812345678.0 is "13812345678", a date is "2026-01-05".

    A number too large to be held exactly keeps its scientific notation, which the rules for phone numbers and
    work numbers then refuse.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
