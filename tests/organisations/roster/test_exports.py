"""Exports over the API: what one may see, as text, harmless, and fit to be imported again."""

import csv
import io
import re
import zipfile

import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, Stage, set_stage
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS
from tests.organisations.roster.test_imports import applied, uploaded
from tests.organisations.roster.test_refusals import EXPORT, sub_admin
from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.organisations.roster.rules import export, reading


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


async def downloaded(client: Client, stage: Stage, form: str, language: str = "zh-CN") -> bytes:
    answer = await client.get(f"/api/organisations/{stage.school}/roster.{form}", headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="roster.{form}"')
    assert answer.headers["cache-control"] == "no-store"
    return answer.content


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_an_export_imported_again_changes_nothing(stage: Stage, form: str) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    for language in ("zh-CN", "zh-TW", "en"):
        data = await downloaded(zhou, stage, form, language)
        preview = await uploaded(zhou, stage.school, data, f"roster.{form}")
        assert preview["state"] == "ready", preview["error"]
        counts = preview["counts"]
        assert (counts["make"], counts["change"], counts["refuse"]) == (0, 0, 0)
        assert counts["same"] > 10
        assert preview["departments"] == []


async def test_a_workbook_has_text_cells_only(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    preview = await uploaded(
        zhou,
        stage.school,
        books.text(HEADINGS, ("柳依依", "13490000101", "教务处", '\'=HYPERLINK("http://x")', "'+1", "", "")).encode(),
        "a.csv",
    )
    assert preview["counts"]["make"] == 1
    await applied(zhou, stage.school, preview["id"])
    book = zipfile.ZipFile(io.BytesIO(await downloaded(zhou, stage, "xlsx")))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    written = re.findall(r"<c [^>]*>", sheet)
    # a cell without a type or value is one that is empty and only has its format
    assert {kind for cell in written for kind in re.findall(r' t="(\w+)"', cell)} == {"s"}
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert "=HYPERLINK(&quot;" in (strings := book.read("xl/sharedStrings.xml").decode()) or '=HYPERLINK("' in strings
    rows = list(csv.reader(io.StringIO((await downloaded(zhou, stage, "csv")).decode("utf-8-sig"))))
    liu = next(row for row in rows if row[0] == "柳依依")
    assert liu[3:5] == ['\'=HYPERLINK("http://x")', "'+1"]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1+1", "＝1", "＠x", "\nx"])
def test_nothing_in_a_csv_begins_like_a_formula(value: str) -> None:
    person = export.Exported(value, value, value, value, value, value, value, "active")
    text = export.as_csv([person], "en").decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert all(cell[0] == "'" for cell in row[:-2])


def test_the_apostrophe_is_taken_off_again() -> None:
    person = export.Exported("周岚", "+85251234567", "总部/A-1组", "-", "+1", "", "", "invited")
    for written in (export.as_csv([person], "zh-CN"), export.as_xlsx([person], "en")):
        line = reading.read(written).lines[0]
        assert (line.phone, line.work_no, line.departments) == ("+85251234567", "+1", (("总部", "A-1组"),))


async def test_a_sub_admin_exports_the_subtree_with_numbers_masked(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    await sub_admin(stage, zhou, HE_CHUAN, [EXPORT], "教务处")
    he = await stage.as_(HE_CHUAN)
    rows = list(csv.reader(io.StringIO((await downloaded(he, stage, "csv")).decode("utf-8-sig"))))
    by_name = {row[0]: row for row in rows[1:]}
    assert "苏芮" not in by_name
    assert {"周岚", "何川", "许静怡"} <= by_name.keys()
    assert by_name["周岚"][1] == "134****0001"
    assert by_name["何川"][1] == "13490000003"
    await he.refused(
        "POST",
        f"/api/organisations/{stage.school}/roster-imports",
        "forbidden",
        files={"file": ("a.csv", b"x", "text/csv")},
    )
