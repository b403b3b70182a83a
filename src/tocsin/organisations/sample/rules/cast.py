"""The cast: a few named people who serve the sample organisation, tests, pictures and documents alike.

They are invented. Their numbers, and all of the sample's, begin with 1349: valid in form, but set aside for a satellite
service that has ended, so that they are no ordinary subscriber's.
"""

from typing import Final, Literal

import msgspec

Status = Literal["active", "invited", "suspended", "left", "outside"]
Path = tuple[str, ...]
Part = Literal["main_admin", "clerk", "head", "security", "auditor", "member"]
"""What somebody may do in the sample."""

SCHOOL: Final = "铎声中学"
COMPANY: Final = "清河实业有限公司"

DEPARTMENTS: Final[tuple[Path, ...]] = (
    ("校长办公室",),
    ("教务处",),
    ("教务处", "教务科"),
    ("数学系",),
    ("物理系",),
    ("外语系",),
    ("体育部",),
    ("信息中心",),
    ("财务处",),
    ("工会",),
)
COMPANY_DEPARTMENTS: Final[tuple[Path, ...]] = (("总经理办公室",), ("销售部",))


class Place(msgspec.Struct, frozen=True):
    """A department a person belongs to, the post there, and whether they lead it."""

    department: Path
    post: str = ""
    head: bool = False


class Player(msgspec.Struct, frozen=True):
    """One of the cast. ``key`` is what tests call them, and their login name with ``.`` for ``_``."""

    key: str
    name: str
    phone: str
    work_no: str = ""
    places: tuple[Place, ...] = ()
    manager: str = ""
    status: Status = "active"
    organisation: str = SCHOOL
    main_admin: bool = False

    @property
    def login_name(self) -> str:
        """What they sign in with."""
        return self.key.replace("_", ".")

    @property
    def post(self) -> str:
        """Department and post, as an introduction."""
        return " · ".join(part for place in self.places[:1] for part in (place.department[-1], place.post) if part)


def _number(n: int) -> str:
    return f"+861349000{n:04d}"


LIAISON: Final = Place(("教务处",), "教务联络员")

ZHOU_LAN: Final = Player(
    "zhou_lan", "周岚", _number(1), "DS00001", (Place(("教务处",), "处长", head=True),), "shen_shuhang", main_admin=True
)
SHEN_SHUHANG: Final = Player(
    "shen_shuhang", "沈书航", _number(2), "DS00002", (Place(("校长办公室",), "校长", head=True),), main_admin=True
)
HE_CHUAN: Final = Player(
    "he_chuan", "何川", _number(3), "DS00003", (Place(("教务处", "教务科"), "科长", head=True), LIAISON), "zhou_lan"
)
XU_JINGYI: Final = Player(
    "xu_jingyi", "许静怡", _number(4), "DS00004", (Place(("外语系",), "教师"), LIAISON), "emma_clarke"
)
ZHAO_QIMING: Final = Player(
    "zhao_qiming", "赵启明", _number(5), "DS00005", (Place(("数学系",), "主任", head=True), LIAISON), "shen_shuhang"
)
WU_XIAOWEN: Final = Player(
    "wu_xiaowen", "吴晓雯", _number(6), "DS00006", (Place(("物理系",), "教师"), LIAISON), "shen_shuhang"
)
TANG_JIASHU: Final = Player(
    "tang_jiashu", "唐嘉树", _number(7), "DS00007", (Place(("体育部",), "教师"), LIAISON), "shen_shuhang"
)
LU_MING: Final = Player(
    "lu_ming", "陆鸣", _number(8), "DS00008", (Place(("信息中心",), "主任", head=True),), "shen_shuhang"
)
SU_RUI: Final = Player(
    "su_rui", "苏芮", _number(9), "DS00009", (Place(("财务处",), "会计"), Place(("工会",), "委员")), "shen_shuhang"
)
LIN_YUE: Final = Player("lin_yue", "林悦", _number(10), "DS00010", (Place(("外语系",), "班主任"),), "emma_clarke")
EMMA_CLARKE: Final = Player(
    "emma_clarke", "Emma Clarke", _number(11), "DS00011", (Place(("外语系",), "主任", head=True),), "shen_shuhang"
)
YE_ZHIQIU: Final = Player(
    "ye_zhiqiu", "叶知秋", _number(12), "DS00012", (Place(("数学系",), "实习教师"),), "zhao_qiming", status="invited"
)
ZHENG_YU: Final = Player(
    "zheng_yu", "郑宇", _number(13), "DS00013", (Place(("物理系",), "教师"),), "shen_shuhang", status="left"
)
LUO_MIN: Final = Player(
    "luo_min", "罗敏", _number(14), "DS00014", (Place(("财务处",), "出纳"),), "su_rui", status="suspended"
)
HAN_DONG: Final = Player("han_dong", "韩冬", _number(15), status="outside", organisation="")
CHENG_YUAN: Final = Player(
    "cheng_yuan", "程远", _number(16), "QH001", (Place(("总经理办公室",), "总经理", head=True),),
    organisation=COMPANY, main_admin=True,
)  # fmt: skip
BAI_LU: Final = Player(
    "bai_lu", "白露", _number(17), "QH002", (Place(("销售部",), "销售代表"),), "cheng_yuan", organisation=COMPANY
)

CAST: Final = (
    ZHOU_LAN, SHEN_SHUHANG, HE_CHUAN, XU_JINGYI, ZHAO_QIMING, WU_XIAOWEN, TANG_JIASHU, LU_MING, SU_RUI, LIN_YUE,
    EMMA_CLARKE, YE_ZHIQIU, ZHENG_YU, LUO_MIN, HAN_DONG, CHENG_YUAN, BAI_LU,
)  # fmt: skip
SHOWN: Final[tuple[tuple[Player, Part], ...]] = (
    (ZHOU_LAN, "main_admin"),
    (HE_CHUAN, "clerk"),
    (ZHAO_QIMING, "head"),
    (LU_MING, "security"),
    (SU_RUI, "auditor"),
    (XU_JINGYI, "member"),
)
"""Those whose accounts are offered on the first page after loading, and what each may do by the roles of the week."""
