"""A roster as a file (pure): text cells only, none of which a spreadsheet would execute."""

import io
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import xlsxwriter

from tocsin.kernel import spreadsheets
from tocsin.kernel.errors import Language, Words

HEADINGS: Final = (
    Words("姓名", "姓名", "Name"),
    Words("手机号", "手機號碼", "Mobile"),
    Words("部门（上级/下级）", "部門（上級/下級）", "Department (parent/child)"),
    Words("职位", "職位", "Post"),
    Words("工号", "工號", "Work number"),
    Words("直属主管", "直屬主管", "Manager"),
    Words("邮箱", "電子郵件", "E-mail"),
    Words("人员类别", "人員類別", "Member kind"),
    Words("状态", "狀態", "Status"),
)
STATUSES: Final = {
    "active": Words("在职", "在職", "active"),
    "invited": Words("待加入", "待加入", "invited"),
    "suspended": Words("已停用", "已停用", "suspended"),
}
KINDS: Final = {
    "employee": Words("员工", "員工", "employee"),
    "subsidiary_head": Words("子公司负责人", "子公司負責人", "head of a subsidiary"),
    "consultant": Words("顾问", "顧問", "consultant"),
    "seconded": Words("借调", "借調", "seconded"),
    "other": Words("其他", "其他", "other"),
}
_WIDTHS: Final = (14, 18, 40, 20, 14, 16, 28, 14, 10)


class Exported(msgspec.Struct, frozen=True):
    """One person as the actor may see them; phone and e-mail perhaps masked."""

    name: str
    phone: str
    departments: str
    post: str
    work_no: str
    manager: str
    email: str
    status: str
    kind: str = "employee"

    def cells(self, language: Language) -> tuple[str, ...]:
        """Return the row under :data:`HEADINGS`."""
        kind, status = KINDS[self.kind].in_(language), STATUSES[self.status].in_(language)
        known = (self.name, self.phone, self.departments, self.post, self.work_no, self.manager, self.email)
        return (*known, kind, status)


def headings(language: Language) -> tuple[str, ...]:
    """Return the headings in a language; an import understands all of them."""
    return tuple(heading.in_(language) for heading in HEADINGS)


def as_csv(people: Iterable[Exported], language: Language) -> bytes:
    """Write CSV that a spreadsheet opens as what it says."""
    return spreadsheets.as_csv(headings(language), (person.cells(language) for person in people))


def as_xlsx(people: Sequence[Exported], language: Language) -> bytes:
    """Write a workbook whose every cell is a string: no formula, no link, no number that loses its zeros."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    plain = book.add_format({"num_format": "@"})
    bold = book.add_format({"num_format": "@", "bold": True})
    sheet = book.add_worksheet({"zh-CN": "花名册", "zh-TW": "花名冊", "en": "Roster"}[language])
    sheet.freeze_panes(1, 1)
    for column, (heading, width) in enumerate(zip(headings(language), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, plain)
        sheet.write_string(0, column, heading, bold)
    for number, person in enumerate(people, 1):
        for column, cell in enumerate(person.cells(language)):
            sheet.write_string(number, column, cell, plain)
    sheet.autofilter(0, 0, max(1, len(people)), len(HEADINGS) - 1)
    book.close()
    return target.getvalue()
