"""Reading a roster: what people have, in the shapes they have it."""

import datetime

import pytest

from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tocsin.organisations.roster.refusals import RosterColumnMissing, RosterEmpty
from tocsin.organisations.roster.rules import reading
from tocsin.organisations.roster.rules.reading import Line

ROWS = (
    HEADINGS,
    ("周岚", "13490000001", "教务处", "处长", "T00001", "", "zhou.lan@example.org"),
    ("何川", "13490000002", "教务处-教务科;信息中心", "科长", "T00002", "周岚", ""),
)


def lines(data: bytes) -> list[Line]:
    return reading.read(data).lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_the_encodings_and_delimiters_spreadsheets_write(encoding: str, delimiter: str) -> None:
    rows = [[cell.replace(";", "；") for cell in row] for row in ROWS]
    found = lines(books.text(*rows, delimiter=delimiter).encode(encoding))
    assert [(line.row, line.name, line.phone) for line in found] == [
        (2, "周岚", "+8613490000001"),
        (3, "何川", "+8613490000002"),
    ]
    assert found[1].departments == (("教务处", "教务科"), ("信息中心",))
    assert found[0].email == "zhou.lan@example.org"
    assert found[1].email is None
    assert found[1].manager == "周岚"


def test_a_workbook_reads_as_the_text_does() -> None:
    workbook, text = reading.read(books.workbook(*ROWS)), reading.read(books.text(*ROWS).encode())
    assert workbook == text


def test_the_delimiter_may_be_declared() -> None:
    assert lines(("sep=;\r\n" + books.text(*ROWS[:2], delimiter=";")).encode())[0].row == 3


@pytest.mark.parametrize(
    "headings",
    [
        ("姓名", "手机", "所属部门", "职务", "员工编号", "上级", "电子邮箱"),
        ("*姓名（必填）", "手 机 号 码", "部门 (多个用;隔开)", "岗位", "工号:", "直属上级", "邮箱"),
        ("姓名", "手機號碼", "所屬部門", "職稱", "工號", "直屬主管", "電子郵件"),
        ("Name", "Mobile", "Department", "Title", "Employee No.", "Manager", "E-mail"),
        ("FULL NAME", "phone number", "Departments", "Position", "employee_id", "Supervisor", "Email Address"),
        ("员工姓名", "电话", "部门名称", "post", "Work-No", "line manager", "mail"),
    ],
)
def test_headings_as_people_write_them(headings: tuple[str, ...]) -> None:
    found = reading.read(books.workbook(headings, *ROWS[1:]))
    assert [column.field for column in found.columns] == [
        "name", "phone", "departments", "post", "work_no", "manager", "email",
    ]  # fmt: skip


def test_other_columns_are_noted_and_ignored() -> None:
    found = reading.read(books.workbook(("序号", "姓名", "身份证号", "手机号"), (1, "周岚", "x", "13490000001")))
    assert [(c.heading, c.field) for c in found.columns] == [
        ("序号", None), ("姓名", "name"), ("身份证号", None), ("手机号", "phone"),
    ]  # fmt: skip
    assert found.lines[0].shown == {"name": "周岚", "phone": "13490000001"}


def test_the_mobile_column_is_taken_before_the_office_line() -> None:
    found = reading.read(books.workbook(("姓名", "电话", "手机号"), ("周岚", "010-12345678", "13490000001")))
    assert [column.field for column in found.columns] == ["name", None, "phone"]
    assert found.lines[0].phone == "+8613490000001"


def test_the_headings_may_stand_below_a_title_and_notes() -> None:
    notes = (("铎声中学花名册",), (), ("填写说明：姓名、手机号必填",))
    assert lines(books.workbook(*notes, *ROWS))[0].row == 5
    assert lines(books.text(*notes, *ROWS).encode("gb18030"))[0].row == 5


def test_the_sheet_with_the_headings_is_found() -> None:
    data = books.workbook(*ROWS, before=[[("说明",), ("请勿改动表头",)], []])
    assert len(lines(data)) == 2


def test_empty_rows_are_passed_over_and_keep_their_numbers() -> None:
    found = lines(books.workbook(*ROWS[:2], (), ("", " ", "　"), ROWS[2]))
    assert [line.row for line in found] == [2, 5]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13490000001, "+8613490000001"),
        (13490000001.0, "+8613490000001"),
        ("1.3490000001E10", "+8613490000001"),
        ("1.3490000001E+10", "+8613490000001"),
        ("13490000001.0", "+8613490000001"),
        ("134 9000 0001", "+8613490000001"),
        ("134-9000-0001", "+8613490000001"),
        ("+86 13490000001", "+8613490000001"),
        ("（+86）134 9000 0001", "+8613490000001"),
        ("１３４９００００００１", "+8613490000001"),
        ("+852 5123 4567", "+85251234567"),
        ("\ufeff13490000001\u200b", "+8613490000001"),
    ],
)
def test_phone_numbers_as_spreadsheets_mangle_them(cell: object, phone: str) -> None:
    assert lines(books.workbook(("姓名", "手机号"), ("周岚", cell)))[0].phone == phone


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.349E+10", "number_imprecise"),
        ("1.38123E+10", "number_imprecise"),
        (1.2345678901234567e19, "number_imprecise"),
        ("1E+9999", "phone_invalid"),
        ("12345", "phone_invalid"),
        ("010-62345678", "phone_invalid"),
        ("13490000001/13490000002", "phone_invalid"),
        ("=13490000001", "phone_invalid"),
        ("无", "phone_invalid"),
        ("", "phone_missing"),
        (True, "phone_invalid"),
        (datetime.date(2026, 1, 5), "number_imprecise"),
    ],
)
def test_what_is_no_mobile_number(cell: object, code: str) -> None:
    row = lines(books.workbook(("姓名", "手机号"), ("周岚", cell)))[0]
    if isinstance(cell, datetime.date):
        code = "phone_invalid"  # xlsxwriter stores a serial number; whatever it reads as, it is nobody's number
    assert [reason.code for reason in row.reasons] == [code]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("O'Brien, ", None),
        ("Mary-Jane Smith", "Mary-Jane Smith"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
    ],
)
def test_names(cell: str, name: str | None) -> None:
    assert lines(books.workbook(("姓名", "手机号"), (cell, "13490000001")))[0].name == name


@pytest.mark.parametrize("cell", ["=1+1", "+张三", "-张三", "@SUM(A1)", "＝张三", '=HYPERLINK("http://x")'])
def test_a_name_that_begins_like_a_formula_is_refused(cell: str) -> None:
    row = lines(books.text(("姓名", "手机号"), (cell, "13490000001")).encode())[0]
    assert [reason.code for reason in row.reasons] == ["formula"]


def test_a_department_that_begins_like_a_formula_is_refused() -> None:
    row = lines(books.text(HEADINGS, person(1, departments="总部/=cmd|x")).encode())[0]
    assert [reason.code for reason in row.reasons] == ["formula"]


def test_a_work_number_keeps_its_zeros_and_loses_the_spreadsheets_point() -> None:
    found = lines(
        books.workbook(("姓名", "手机号", "工号"), ("周岚", "13490000001", "00017"), ("何川", "13490000002", 17.0))
    )
    assert [line.work_no for line in found] == ["00017", "17"]


def test_each_cell_is_judged_on_its_own_so_that_all_reasons_show_at_once() -> None:
    row = lines(books.workbook(HEADINGS, person(1, name="张3", phone="1", email="x@", departments="a//b")))[0]
    assert {reason.code for reason in row.reasons} == {
        "name_invalid",
        "phone_invalid",
        "email_invalid",
        "department_invalid",
    }


def test_a_cell_too_long() -> None:
    row = lines(books.workbook(HEADINGS, person(1, post="长" * 1001)))[0]
    assert [reason.code for reason in row.reasons] == ["cell_too_long"]
    assert len(row.shown["post"]) == 1000


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (("姓名", "部门"), ["phone"]),
        (("手机号", "部门"), ["name"]),
        (("部门", "工号"), ["name", "phone"]),
        (("甲", "乙"), ["name", "phone"]),
    ],
)
def test_a_missing_column_is_named(headings: tuple[str, ...], missing: list[str]) -> None:
    for data in (books.workbook(headings, ("x", "y")), books.text(headings, ("x", "y")).encode()):
        with pytest.raises(RosterColumnMissing) as refusal:
            reading.read(data)
        assert refusal.value.params["fields"] == missing


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", books.workbook(), books.workbook(HEADINGS), books.text(HEADINGS).encode()]
)
def test_nobody_in_the_file(data: bytes) -> None:
    with pytest.raises(RosterEmpty):
        reading.read(data)
