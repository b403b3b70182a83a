"""What a column is, by its heading."""

import re
from typing import Final, Literal

import msgspec

from tocsin.kernel.text.normal import normal
from tocsin.organisations.roster.refusals import RosterColumnMissing, RosterEmpty
from tocsin.organisations.roster.rules import limits

Field = Literal["name", "phone", "departments", "post", "work_no", "manager", "email", "kind"]
REQUIRED: Final[tuple[Field, ...]] = ("name", "phone")

# Within a field the earlier heading wins when a sheet has several of them (手机号 before 电话, an office line perhaps).
_HEADINGS: Final[dict[Field, str]] = {
    "name": "姓名 员工姓名 員工姓名 成员姓名 成員姓名 名字 fullname name employeename membername staffname displayname",
    "phone": "手机号 手機號 手机号码 手機號碼 手机 手機 移动电话 行動電話 联系手机 联系电话 聯絡電話 聯繫電話 电话号码 電話號碼 电话 電話"
    " mobile mobilephone mobilenumber mobileno cellphone cell phone phonenumber phoneno telephone tel",
    "departments": "部门 部門 所属部门 所屬部門 所在部门 所在部門 部门路径 部門路徑 部门名称 部門名稱 部门全称"
    " department departments departmentpath dept departmentname",
    "post": "职位 職位 职务 職務 岗位 崗位 職稱 岗位名称 职位名称 title jobtitle post position role",
    "work_no": "工号 工號 员工工号 员工编号 員工編號 员工号 人员编号 职工号 職工號"
    " employeeno employeeid employeenumber workno worknumber staffno staffid staffnumber jobnumber empno empid",
    "manager": "直属主管 直屬主管 直属上级 直屬上級 直接主管 直接上级 直接上級 上级主管 上級主管 上级 上級 主管 汇报对象 匯報對象"
    " manager directmanager linemanager supervisor directsupervisor reportsto",
    "kind": "人员类别 人員類別 人员类型 人員類型 员工类型 員工類型 用工类型 用工類型 人员性质"
    " memberkind membertype employmenttype employeetype stafftype personnelcategory",
    "email": "邮箱 郵箱 电子邮箱 電子郵箱 邮箱地址 工作邮箱 企业邮箱 电子邮件 電子郵件 邮件 信箱 電子信箱"
    " email mail emailaddress workemail businessemail",
}
_KNOWN: Final[dict[str, tuple[Field, int]]] = {
    heading: (field, rank) for field, headings in _HEADINGS.items() for rank, heading in enumerate(headings.split())
}
_ASIDE: Final = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_NOISE: Final = re.compile(r"[\s_.:*#'\"/\\-]+")


class Column(msgspec.Struct, frozen=True):
    """One column as found: its heading, and the field it is read as, or None when it is ignored."""

    heading: str
    field: Field | None


class Headings(msgspec.Struct, frozen=True):
    """The heading row: its position (from 0), its columns, and where each field is."""

    row: int
    columns: tuple[Column, ...]
    places: dict[Field, int]


def field_of(heading: str) -> Field | None:
    """Return the field a heading names: case, width, spaces, marks and remarks in brackets do not count."""
    known = _KNOWN.get(_plain(heading))
    return known[0] if known else None


def _plain(heading: str) -> str:
    if len(heading) > limits.HEADING:
        return ""
    folded = normal("NFKC", heading).casefold()
    return _NOISE.sub("", _ASIDE.sub("", folded))


def find(rows: list[list[str]]) -> Headings:
    """Find the heading row among the first rows: the one that names most fields.

    Raises :class:`RosterEmpty` when there is nothing, :class:`RosterColumnMissing` when names or phone numbers have
    no column.
    """
    if not any(cell.strip() for row in rows for cell in row):
        raise RosterEmpty
    best = Headings(0, (), {})
    for position, row in enumerate(rows[: limits.HEADING_WITHIN]):
        found = _read(position, row)
        if len(found.places) > len(best.places):
            best = found
    missing = [field for field in REQUIRED if field not in best.places]
    if missing:
        shown = [column.heading for column in best.columns if column.heading][: limits.HEADING_WITHIN]
        raise RosterColumnMissing(
            columns="、".join(_HEADINGS[field].split()[0] for field in missing), fields=missing, headings=shown
        )
    return best


def _read(position: int, row: list[str]) -> Headings:
    places: dict[Field, tuple[int, int]] = {}
    for place, heading in enumerate(row[: limits.COLUMNS]):
        known = _KNOWN.get(_plain(heading))
        if known and (known[0] not in places or known[1] < places[known[0]][0]):
            places[known[0]] = (known[1], place)
    taken = {place: field for field, (_, place) in places.items()}
    columns = tuple(
        Column(" ".join(heading.split())[:100], taken.get(place)) for place, heading in enumerate(row[: limits.COLUMNS])
    )
    return Headings(position, columns, {field: place for place, field in taken.items()})
