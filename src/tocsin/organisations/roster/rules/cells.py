"""Single values of a roster: what a cell may say, and the form it is kept in."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from tocsin.kernel import text
from tocsin.kernel.text.normal import normal
from tocsin.organisations.roster.refusals import Reason
from tocsin.organisations.roster.rules import limits
from tocsin.organisations.rules import MemberKind

FORMULA: Final = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the start of a formula."""

_HAN_GAP: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SCIENTIFIC: Final = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d{1,3}")
_WHOLE: Final = re.compile(r"(\d+)\.0+")


_WRITTEN: Final[dict[MemberKind, str]] = {
    "employee": "员工 員工 正式 正式员工 正式員工 职工 職工 在编 在編 合同工 全职 全職 兼职 兼職 教师 教師 老师 老師 教员 教員 教职工 教職工 教职员 教職員 试用 試用 实习 實習 实习生 實習生"
    " employee staff regular full-time part-time permanent intern teacher faculty",
    "subsidiary_head": "子公司负责人 子公司負責人 下属单位负责人 下屬單位負責人 下属机构负责人 分公司负责人 分公司負責人"
    " subsidiary_head head_of_a_subsidiary head_of_subsidiary subsidiary",
    "consultant": "顾问 顧問 专家 專家 外聘 外聘顾问 外聘顧問 consultant adviser advisor",
    "seconded": "借调 借調 借调人员 借調人員 借用 挂职 掛職 派驻 派駐 seconded secondee secondment",
    "other": "其他 其它 劳务派遣 勞務派遣 劳务外包 勞務外包 退休返聘 外包 other outsourced",
}
_KINDS: Final[dict[str, MemberKind]] = {
    word.replace("_", " "): kind for kind, words in _WRITTEN.items() for word in (kind, *words.split())
}


_PUPILS: Final = frozenset(("学生", "學生", "学员", "學員", "在校生", "student", "students", "pupil", "pupils"))


class Wrong(Exception):
    """A cell that its row is refused for."""

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, {name: _shown(value) for name, value in params.items()})


def _shown(value: object) -> object:
    """Shorten what is shown back, and keep it on one line."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


def _fit(check: Callable[[str], str], value: str, code: str) -> str:
    try:
        return check(value)
    except text.Unfit:
        raise Wrong(code, value=value) from None


def name(value: str) -> str:
    """Return a person's name; the spaces that pad 张　三 to the width of three characters are dropped."""
    if value.startswith(FORMULA):
        raise Wrong("formula", value=value)
    return _fit(text.check_person_name, _HAN_GAP.sub("", value), "name_invalid")


def phone(value: str) -> str:
    """Return a mobile number as E.164."""
    return _fit(text.phone, digits(value), "phone_invalid")


def digits(value: str) -> str:
    """Return a number that a spreadsheet wrote in its own ways as plain digits: 1.3812345678E10, 13812345678.0.

    Raises :class:`Wrong` where the notation has dropped digits: 1.38E+10 is nobody's number.
    """
    whole = _WHOLE.fullmatch(value)
    if whole:
        return whole[1]
    if not _SCIENTIFIC.fullmatch(value):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise Wrong("number_imprecise", value=value) from None
    kept = len(number.as_tuple().digits)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > 0 or kept > 15 or number != int(number):
        raise Wrong("number_imprecise", value=value)
    return str(int(number))


def email(value: str) -> str:
    """Return an e-mail address in its stored form."""
    return _fit(text.email, value, "email_invalid")


def work_no(value: str) -> str:
    """Return a work number: taken as it is written."""
    plain = digits(value)
    return _fit(lambda line: text.check_title(line, limit=limits.WORK_NO), plain, "work_no_invalid")


@lru_cache(maxsize=4096)
def post(value: str) -> str:
    """Return a post; a roster says few of them many times."""
    return _fit(lambda line: text.check_title(line, limit=limits.POST), value, "post_invalid")


def kind(value: str) -> MemberKind:
    """Return what somebody is to the organisation, as people write it."""
    said = " ".join(normal("NFKC", value).casefold().split())
    known = _KINDS.get(said)
    if said in _PUPILS:
        raise Wrong("kind_pupil", value=value)
    if known is None:
        raise Wrong("kind_unknown", value=value)
    return known


def department(value: str, whole: str) -> str:
    """Return the name of one level of a department's path; ``whole`` is the path, for the refusal."""
    if value.startswith(FORMULA):
        raise Wrong("formula", value=value)
    if not value:
        raise Wrong("department_invalid", value=whole)
    try:
        return _title(value)
    except text.Unfit:
        raise Wrong("department_invalid", value=whole) from None


@lru_cache(maxsize=16_384)
def _title(value: str) -> str:
    return text.check_title(value, limit=limits.DEPARTMENT)
