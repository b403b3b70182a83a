"""Files that are broken or mean harm: each a typed refusal, before memory or time is spent on it."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tocsin.kernel.errors import Refusal
from tocsin.organisations.roster.refusals import (
    FILE_REFUSALS,
    RosterEncoding,
    RosterFormat,
    RosterQuoting,
    RosterTooLarge,
    RosterTooManyRows,
    RosterUnpacksTooLarge,
)
from tocsin.organisations.roster.rules import limits, reading

TEXT = books.text(HEADINGS, *(person(n) for n in range(1, 9)))


def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        reading.read(data)
    assert refusal.value.code in FILE_REFUSALS
    return refusal.value


def test_broken_utf8_is_refused_with_its_line_and_never_read_as_gb18030() -> None:
    broken = TEXT.encode().replace("教师".encode(), "教师".encode()[:-1], 3)
    refusal = refused(broken)
    assert isinstance(refusal, RosterEncoding)
    assert refusal.params == {"line": 2, "encoding": "UTF-8"}
    fifth = TEXT.encode().split(b"\r\n")
    fifth[4] = fifth[4][:-1] + b"\xff"
    assert refused(b"\r\n".join(fifth)).params["line"] == 5
    assert refused(b"\xef\xbb\xbf" + b"\r\n".join(fifth)).params["line"] == 5


def test_broken_gb18030_is_refused_with_its_line() -> None:
    rows = TEXT.encode("gb18030").split(b"\r\n")
    rows[3] = rows[3][:10] + b"\xff\xff" + rows[3][10:]
    refusal = refused(b"\r\n".join(rows))
    assert isinstance(refusal, RosterEncoding)
    assert refusal.params == {"line": 4, "encoding": "GB18030"}


def test_a_quotation_mark_that_never_closes() -> None:
    assert isinstance(refused('姓名,手机号\r\n周岚,"13490000001\r\n何川,1\r\n'.encode()), RosterQuoting)
    assert isinstance(refused(b'name,mobile\r\n"' + b"x" * 200_000 + b'",1\r\n'), RosterQuoting)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"%PDF-1.7\n\x00\x01",
        b"PK\x03\x04",
        b"PK\x03\x04" + b"x" * 500,
    ],
)
def test_what_is_no_table(data: bytes) -> None:
    assert isinstance(refused(data), RosterFormat)


def test_a_hundred_megabytes_are_refused_by_their_size() -> None:
    assert isinstance(refused(b"x" * (limits.UPLOAD_BYTES + 1)), RosterTooLarge)


def test_an_archive_that_unpacks_to_too_much_is_refused_before_unpacking() -> None:
    began = time.process_time()
    data = books.with_parts({"xl/worksheets/sheet1.xml": bytes(limits.UNPACKED_BYTES)})
    packing = time.process_time() - began
    taken = []
    for _ in range(3):
        began = time.process_time()
        assert isinstance(refused(data), RosterUnpacksTooLarge)
        taken.append(time.process_time() - began)
    # A machine that stands still may count as work, but not three times.
    assert min(taken) < max(0.2, packing / 2)
    assert isinstance(
        refused(books.with_parts({f"xl/x{n}.xml": b"" for n in range(limits.ENTRIES)})), RosterUnpacksTooLarge
    )


def test_an_archive_that_lies_about_its_sizes_gains_nothing() -> None:
    data = bytearray(books.with_parts({"xl/worksheets/sheet1.xml": b"<worksheet>" + bytes(30_000_000)}))
    honest, lie = struct.pack("<I", 30_000_011), struct.pack("<I", 500)
    assert data.count(honest) >= 1
    assert isinstance(refused(bytes(data.replace(honest, lie))), RosterFormat)


def test_parts_packed_in_ways_that_cannot_be_unpacked_in_steps() -> None:
    for compression in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert isinstance(refused(books.with_parts({}, compression)), RosterFormat)


def test_another_kind_of_workbook_in_the_same_archive() -> None:
    assert isinstance(refused(books.with_parts({"content.xml": b"<x/>"})), RosterFormat)


def test_two_far_corners_of_a_sheet() -> None:
    inline = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
    rows = {
        "XFD1048576": RosterTooManyRows,
        "A1048576": RosterTooManyRows,
        "XFD2": RosterUnpacksTooLarge,
        "ZZZZ2": RosterUnpacksTooLarge,
        "IV50000": RosterUnpacksTooLarge,
        "ZZZZZZ2": RosterFormat,
        "A0": RosterFormat,
        "1A": RosterFormat,
    }
    for corner, kind in rows.items():
        number = "".join(filter(str.isdigit, corner)) or "2"
        xml = f'<row r="1">{inline.format("A1")}</row><row r="{number}">{inline.format(corner)}</row>'
        assert isinstance(refused(books.with_cells(xml)), kind), corner


def test_styled_empty_cells_to_the_end_of_the_sheet_are_no_rows() -> None:
    inline = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>手机号</t></is></c></row>'
    person_row = '<row r="2"><c r="A2" t="inlineStr"><is><t>周岚</t></is></c><c r="B2"><v>13490000001</v></c></row>'
    assert (
        len(
            reading.read(
                books.with_cells(inline + person_row + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
            ).lines
        )
        == 1
    )


def test_entities_and_external_parts_are_refused() -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert isinstance(refused(books.with_sheet(xml)), RosterFormat)


def test_formulas_are_never_calculated_only_what_is_stored_beside_them_is_read() -> None:
    space = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>手机号</t></is></c></row>'
    formula = (
        '<row r="2"><c r="A2" t="str"><f>"张"&amp;"三"</f><v>周岚</v></c><c r="B2"><f>13490000000+1</f><v>13490000001</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>HYPERLINK("http://x","y")</f></c><c r="B3"><f>13490000000+2</f></c><c r="C3"><v>1</v></c></row>'
        '<row r="4"><c r="A4" t="str"><f>A3</f><v>=cmd|x</v></c><c r="B4"><v>13490000004</v></c></row>'
    )
    found = reading.read(books.with_cells(space + formula)).lines
    assert (found[0].name, found[0].phone) == ("周岚", "+8613490000001")
    assert [(line.row, [reason.code for reason in line.reasons]) for line in found[1:]] == [(4, ["formula"])]


def test_one_text_shared_by_very_many_cells() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = f'<sst xmlns="{space}"><si><t>{"x" * 30_000}</t></si></sst>'
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(50))
    sheet = f'<worksheet xmlns="{space}"><sheetData>{f"<row>{row}</row>" * 2_000}</sheetData></worksheet>'
    data = books.with_parts({"xl/sharedStrings.xml": shared.encode(), "xl/worksheets/sheet1.xml": sheet.encode()})
    assert len(data) < 1_000_000
    assert isinstance(refused(data), RosterUnpacksTooLarge)


@pytest.mark.parametrize("seed", [b"\n", b",", b'"\n",', b"x,", b'"",', b"a\n", b"\xd5\xc5,"])
def test_text_that_is_little_but_separators_takes_neither_memory_nor_long(seed: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(Refusal) as refusal:
        reading.read(seed * (6 * 1024 * 1024 // len(seed)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refusal.value.code in FILE_REFUSALS
    assert peak < 200 * 1024 * 1024


def test_empty_rows_to_the_end_of_a_sheet_are_passed_over() -> None:
    assert len(reading.read(TEXT.encode() + b",,,,,,\r\n" * 100_000).lines) == 8


def test_more_rows_than_one_import_may_have() -> None:
    text = "name,mobile\r\n" + "x,1\r\n" * (limits.ROWS + limits.HEADING_WITHIN)
    assert isinstance(refused(text.encode()), RosterTooManyRows)
    text = "name,mobile\r\n" + "x,1\r\n" * (limits.ROWS + 1)
    assert isinstance(refused(text.encode()), RosterTooManyRows)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=2000),
        st.text(max_size=500).map(lambda s: ("姓名,手机号\r\n" + s).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_end_in_a_reading_or_a_typed_refusal(data: bytes) -> None:
    try:
        found = reading.read(data)
    except Refusal as refusal:
        assert refusal.code in FILE_REFUSALS
    else:
        assert found.lines


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_workbook_damaged_anywhere_ends_in_a_reading_or_a_typed_refusal(data: st.DataObject) -> None:
    part = data.draw(
        st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", None])
    )
    source = books.workbook(HEADINGS, person(1), person(2))
    content = bytearray(source if part is None else zipfile.ZipFile(io.BytesIO(source)).read(part))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    damaged = bytes(content) if part is None else books.with_parts({part: bytes(content)})
    try:
        reading.read(damaged)
    except Refusal as refusal:
        assert refusal.code in FILE_REFUSALS
