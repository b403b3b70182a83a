"""Workbooks that would take the memory of the server: what the measuring must see is what the reader will see."""

import io
import zipfile

import pytest

from tests.organisations.roster import books
from tocsin.organisations.roster.refusals import RosterFormat, RosterTooManyRows, RosterUnpacksTooLarge
from tocsin.organisations.roster.rules import reading

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="60000"><c r="B60000"><v>1</v></c></row>'
"""Far enough to be refused, near enough to be harmless where it is not."""


def _pointing_at(part: str, xml: str) -> bytes:
    """A workbook whose first sheet is the part of that name."""
    with zipfile.ZipFile(io.BytesIO(books.with_parts({}))) as sound:
        links = sound.read("xl/_rels/workbook.xml.rels").decode()
    return books.with_parts(
        {
            "xl/_rels/workbook.xml.rels": links.replace("worksheets/sheet1.xml", part).encode(),
            f"xl/{part}": xml.encode(),
        }
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            _pointing_at("worksheets/sheet1.rels", f"<worksheet {SPACE}><sheetData>{FAR}</sheetData></worksheet>"),
            id="a sheet in a part that is called otherwise",
        ),
        pytest.param(books.with_sheet(f"<other {SPACE}><sheetData>{FAR}</sheetData></other>"), id="another root"),
        pytest.param(
            books.with_sheet(
                f'<x:worksheet {SPACE.replace("xmlns", "xmlns:x")}><x:sheetData><x:row r="60000"><x:c r="A60000">'
                "<x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"
            ),
            id="prefixed names",
        ),
        pytest.param(
            books.with_cells('<row r="60000"><c r="A1"><v>1</v></c><c><v>1</v></c></row>'),
            id="a cell that names another row than the one it stands in",
        ),
    ],
)
def test_far_cells_are_measured_wherever_the_reader_finds_them(data: bytes) -> None:
    with pytest.raises((RosterTooManyRows, RosterUnpacksTooLarge, RosterFormat)):
        reading.read(data)
