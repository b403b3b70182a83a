"""Roster files for tests: workbooks and texts, sound and hostile."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

HEADINGS = ("姓名", "手机号", "部门", "职位", "工号", "直属主管", "邮箱")


def workbook(*rows: Sequence[Any], sheet: str = "花名册", before: Sequence[Sequence[Sequence[Any]]] = ()) -> bytes:
    """A workbook with the rows in its last sheet; ``before`` are sheets that stand in front of it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 1, 5, tzinfo=UTC)})  # the same bytes each time
    for position, content in enumerate([*before, rows]):
        page = book.add_worksheet(sheet if position == len(before) else f"其他{position}")
        for number, row in enumerate(content):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
    book.close()
    return buffer.getvalue()


def text(*rows: Sequence[Any], delimiter: str = ",") -> str:
    """The rows as separated text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is the given XML."""
    return with_parts({"xl/worksheets/sheet1.xml": xml.encode()})


def with_cells(xml: str) -> bytes:
    """A workbook whose only sheet has the given rows of XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_sheet(f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{xml}</sheetData></worksheet>')


def with_parts(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sound workbook with some of its parts replaced or added."""
    source = zipfile.ZipFile(io.BytesIO(workbook(HEADINGS, ("周岚", "13490000001"))))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as copy:
        content = {name: source.read(name) for name in source.namelist()} | parts
        for name, data in content.items():
            copy.writestr(name, data)
    return buffer.getvalue()


def person(number: int, **given: Any) -> tuple[Any, ...]:
    """A row under :data:`HEADINGS` for the n-th person."""
    fields = {
        "name": "周岚" if number == 1 else f"何{chr(0x4E00 + number)}",
        "phone": f"1349{number:07d}",
        "departments": "教务处",
        "post": "教师",
        "work_no": f"T{number:05d}",
        "manager": "",
        "email": "",
    } | given
    return tuple(fields.values())
