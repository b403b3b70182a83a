"""Who is given what, who is kept, who is to move: the organisation's part of the week (pure)."""

from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from tocsin.organisations.contacts.rules import Visibility
from tocsin.organisations.sample.rules.cast import Path

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""Where the school lies for whom nobody says otherwise."""
Day = Literal[1, 2, 3, 4]
_BEGINS, _RESTS = time(10, 30), time(18, 40)
"""Between them the last hours before a moment are hours people talk in."""


def present(end: datetime) -> datetime:
    """Return the last moment up to ``end`` at which there is talk, by the clock of its zone: at night nobody writes."""
    day = end.date() if end.time() >= _BEGINS else end.date() - timedelta(days=1)
    return min(end, datetime.combine(day, _RESTS, end.tzinfo))


def working_days(end: datetime) -> list[datetime]:
    """Return the last four working days before that of the present, as midnights in the zone of ``end``, in order.

    They lie in the six days before, whatever day it is.
    """
    today = present(end).date()
    before = [today - timedelta(days=n) for n in range(6, 0, -1)]
    return [datetime.combine(day, time(), end.tzinfo) for day in before if day.weekday() < 5][-4:]


def at(end: datetime, day: Day, clock: str) -> datetime:
    """Return a time of day on one of the working days, in the zone of ``end``."""
    return datetime.combine(working_days(end)[day - 1].date(), time.fromisoformat(clock), end.tzinfo)


class Role(msgspec.Struct, frozen=True):
    """A role made on the first day of powers by their names, and to whom it is given over what: a department, or all."""

    name: str
    powers: tuple[str, ...]
    holders: tuple[tuple[str, Path | None], ...]


def _of(room: str, *powers: str) -> tuple[str, ...]:
    return tuple(f"{room}.{power}" for power in powers)


ROLES: Final = (
    Role(
        "部门管理员",
        _of("organisations", "member_manage", "member_invite", "department_manage"),
        (("he_chuan", ("教务处",)), ("emma_clarke", ("外语系",))),
    ),
    Role("对外联络", _of("organisations", "external_keep"), (("xu_jingyi", None), ("su_rui", None), ("lu_ming", None))),
    Role(
        "外事主管",
        _of("organisations", "external_keep", "external_manage", "external_export"),
        (("emma_clarke", None),),
    ),
    Role("审计员", _of("organisations", "audit_read"), (("su_rui", None),)),
    Role(
        "人事",
        _of(
            "organisations",
            "member_invite",
            "member_manage",
            "member_remove",
            "join_manage",
            "contact_read",
            "roster_import",
            "roster_export",
        ),
        (("he_chuan", None),),
    ),
    Role("信息安全员", _of("messaging", "groups_manage", "conversation_export"), (("lu_ming", None),)),
)


class Kept(msgspec.Struct, frozen=True):
    """Somebody outside whom one of the cast keeps. Their numbers are of the sample's own range, or an office's."""

    keeper: str
    name: str
    company: str
    post: str
    phone: str
    labels: tuple[str, ...]
    visibility: Visibility = "all"
    department: Path | None = None
    email: str | None = None
    note: str | None = None


CONTACTS: Final = (
    Kept("emma_clarke", "Helen Foster", "Riverside College", "Head of Languages", "+8613491000001", ("友好学校",),
         email="h.foster@riverside.example", note="Visits every spring. Vegetarian."),
    Kept("emma_clarke", "Daniel Price", "Riverside College", "Principal", "+8613491000002", ("友好学校", "重要"),
         email="principal@riverside.example"),
    Kept("xu_jingyi", "陳美玲", "香江書院", "交流主任", "+8613491000003", ("友好学校", "港台"),
         note="习惯用繁体回信；五月带队来访。", email="ml.chan@heunggong.example"),
    Kept("xu_jingyi", "周予安", "四海译文社", "编辑", "+8613491000004", ("教材",), "department", ("外语系",)),
    Kept("lu_ming", "白露", "清河实业有限公司", "销售代表", "+8613490000017", ("供应商", "设备"),
         note="机房空调与 UPS，合同到年底。"),
    Kept("lu_ming", "顾工", "北辰网络", "驻场工程师", "+8613491000005", ("供应商", "网络"), "department", ("信息中心",)),
    Kept("su_rui", "刘会计", "立信会计师事务所", "审计经理", "+8613491000006", ("审计",), "keeper"),
    Kept("su_rui", "马经理", "城南支行", "客户经理", "010-66668888", ("银行",)),
    Kept("su_rui", "范师傅", "顺达客车", "调度", "+8613491000007", ("车辆", "供应商"), note="外出活动用车，提前两天订。"),
)  # fmt: skip
ASKED: Final = "白露"
"""Whose card is to be joined to their account: they are asked."""


class Move(msgspec.Struct, frozen=True):
    """A transfer: who opens it, whose it is, from where to where in how many days, and who has answered what."""

    day: Day
    opener: str
    member: str
    source: Path
    target: Path
    post: str
    days: int
    note: str
    answers: tuple[tuple[str, bool, str], ...] = ()


MOVES: Final = (
    Move(2, "emma_clarke", "zhao_qiming", ("数学系",), ("外语系",), "双语数学教师", 20, "想请您带双语数学班。",
         (("zhao_qiming", False, "谢谢好意，数学系高三走不开，明年再说。"),)),
    Move(3, "tang_jiashu", "tang_jiashu", ("体育部",), ("学生处", "德育科"), "德育干事", 18,
         "想往学生工作方向走，体育部课程已与同事交接。"),
    Move(4, "lu_ming", "wu_xiaowen", ("物理系",), ("信息中心",), "实验网络教师", 12, "物理实验室联网后需要一位懂实验的同事。",
         (("wu_xiaowen", True, ""),)),
    Move(4, "zhou_lan", "lin_yue", ("外语系",), ("教务处", "教研科"), "教研员", 25, "英语教研缺人，期末之后到岗。"),
)  # fmt: skip
APPLICANTS: Final = (
    ("han_dong", "应聘外语系代课老师，上周和许老师通过电话。"),
    ("bai_lu", "清河实业驻校设备维护，请审核。"),
)
"""Who applies by the link of the week and waits, and in which words."""

Said = Literal["working", "meeting", "leave", "travel", "dnd"]
PRESENCE: Final[tuple[tuple[str, Said, str, int], ...]] = (
    ("emma_clarke", "meeting", "Exchange visit, back at my desk after", 2),
    ("lu_ming", "travel", "在西校区看机房", 7),
    ("tang_jiashu", "dnd", "带队训练", 3),
    ("shen_shuhang", "leave", "病假半天，急事打电话", 9),
    ("xu_jingyi", "working", "在办公室阅卷", 5),
)
"""How some of the cast say they are, with a word, for so many hours from the loading."""
QUIET: Final = {"zhou_lan": ("22:30", "06:30"), "zhao_qiming": ("21:30", "07:00")}
"""Who has hours in which nothing rings."""
