"""Three thousand people in a tree five deep, the same ones every time (pure)."""

from collections.abc import Iterator
from random import Random
from typing import Final, Literal

import msgspec

from tocsin.organisations.sample.rules import cast, names
from tocsin.organisations.sample.rules.cast import Path, Place

SEED: Final = 20260112
SIZE: Final = 3_000
_INVITED: Final = 0.05
_FULL: Final[Path] = ("教务处",)
"""The office of the pictures: 32 people, all of whom have joined."""

_NUMERALS: Final = "一二三四五六七八九十"
_OFFICES: Final[dict[str, tuple[str, ...]]] = {
    "教务处": ("教务科", "考务科", "学籍科", "教研科"),
    "数学系": ("代数教研室", "几何教研室"),
    "物理系": ("力学教研室", "电学教研室", "实验室"),
    "外语系": ("英语教研室", "日语教研室", "法语教研室"),
    "体育部": ("田径教研室", "球类教研室"),
    "信息中心": ("网络科", "应用科", "机房"),
    "财务处": ("会计科", "审计科"),
    "学生处": ("德育科", "资助中心", "心理辅导中心"),
    "总务处": ("基建科", "保卫科", "食堂", "车队"),
    "人事处": ("招聘科", "薪酬科"),
    "科研处": ("项目科",),
    "图书馆": ("采编部", "流通部"),
    "招生办公室": (),
}
_CAMPUSES: Final = ("东校区", "西校区", "南校区")
_DIVISIONS: Final[dict[str, tuple[str, ...]]] = {
    "初中部": ("七年级", "八年级", "九年级"),
    "高中部": ("高一", "高二", "高三"),
}
_CLASSES: Final = 6
_SUBJECTS: Final = (
    "语文",
    "数学",
    "英语",
    "物理",
    "化学",
    "生物",
    "历史",
    "地理",
    "政治",
    "音乐",
    "美术",
    "体育",
    "信息技术",
)
_STAFF: Final = ("科员", "干事", "助理", "专员", "工程师", "文员")
_TEACHERS: Final = ("教师", "教师", "教师", "高级教师", "骨干教师", "实习教师")


class Somebody(msgspec.Struct):
    """A person of the sample.

    ``manager`` is a place in the list of people, before this one; None where somebody of the cast leads the department.
    """

    name: str
    phone: str
    work_no: str
    places: tuple[Place, ...]
    manager: int | None
    status: Literal["active", "invited"]


class Sample(msgspec.Struct):
    """Departments, parents first, and people, managers first; the cast is not among them."""

    departments: list[Path]
    people: list[Somebody]


def invent(size: int = SIZE, seed: int = SEED) -> Sample:
    """Invent the sample organisation: the same for the same size (500 at least) and seed, on every machine."""
    random = Random(seed)  # noqa: S311  an invention, not a secret
    offices, classes = list(_offices()), list(_classes())
    departments = list(dict.fromkeys([*cast.DEPARTMENTS, *offices, *classes]))
    numbers = random.sample(range(10_000, 9_000_000), size)
    sample = Sample(departments, [])
    heads: dict[Path, int] = {}
    for n, place in enumerate(_places(random, departments, size)):
        manager = heads.get(place.department[:-1]) if place.head else heads.get(place.department)
        if place.head:
            heads[place.department] = n
        waits = random.random() < _INVITED and not place.head and place.department != _FULL
        status: Literal["active", "invited"] = "invited" if waits else "active"
        extra = (Place(("工会",), "委员"),) if random.random() < 0.01 and place.department != ("工会",) else ()
        sample.people.append(
            Somebody(
                names.invent(random), f"+861349{numbers[n]:07d}", f"DS{n + 101:05d}", (place, *extra), manager, status
            )
        )
    return sample


def _offices() -> Iterator[Path]:
    for office, sections in _OFFICES.items():
        yield (office,)
        for section in sections:
            yield (office, section)


def _classes() -> Iterator[Path]:
    for campus in _CAMPUSES:
        yield (campus,)
        for division, grades in _DIVISIONS.items():
            yield (campus, division)
            for grade in grades:
                yield (campus, division, grade)
                for number in _NUMERALS[:_CLASSES]:
                    yield (campus, division, grade, f"{grade}{number}班")
                    yield (campus, division, grade, f"{grade}{number}班", "任课教师组")


def _places(random: Random, departments: list[Path], size: int) -> Iterator[Place]:
    """Give each department a head, then fill: 教务处 to its 32, the rest by the weight of its kind."""
    led = {place.department for player in cast.CAST for place in player.places if place.head}
    rest = size
    for department in departments:
        if department not in led:
            yield Place(department, _head_of(department), head=True)
            rest -= 1
    liaisons = sum(place.department == _FULL for player in cast.CAST for place in player.places)
    for _ in range(32 - liaisons):
        yield Place(_FULL, random.choice(_STAFF))
    rest -= 32 - liaisons
    open_ones = [department for department in departments if department != _FULL]
    weights = [6 if len(department) == 5 else 4 if department[0] not in _CAMPUSES else 0.4 for department in open_ones]
    for department in random.choices(open_ones, weights, k=rest):
        yield Place(department, _post(random, department))


def _head_of(department: Path) -> str:
    if department[0] in _CAMPUSES:
        return ("校区主任", "部长", "年级组长", "班主任", "备课组长")[len(department) - 1]
    return "主任" if department[0].endswith(("系", "部", "中心", "馆", "室", "会")) or len(department) > 1 else "处长"


def _post(random: Random, department: Path) -> str:
    if department[0] in _CAMPUSES or department[0].endswith("系") or department[0] == "体育部":
        subject = random.choice(_SUBJECTS) if department[0] in _CAMPUSES else ""
        return subject + random.choice(_TEACHERS)
    return random.choice(_STAFF)
